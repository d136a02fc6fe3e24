<?php
/**
 * Plugin Name: Moderation
 * Description: Asks your own moderation server about each comment: publish, hold for a moderator, or refuse what is too short.
 * Version: 1.0
 * Requires PHP: 7.4
 * License: MIT
 *
 * In wp-config.php: define('MODERATION_URL', 'https://moderation.example'); define('MODERATION_KEY', 'mod_…');
 */
defined('ABSPATH') || exit;

function moderation_call($path, $body) {
    $answer = wp_remote_post(rtrim(MODERATION_URL, '/') . $path, array(
        'timeout' => 2, 'redirection' => 0, 'body' => wp_json_encode($body),
        'headers' => array('Content-Type' => 'application/json', 'Authorization' => 'Bearer ' . MODERATION_KEY),
    ));
    return wp_remote_retrieve_response_code($answer) === 200 ? json_decode(wp_remote_retrieve_body($answer), true) : null;
}

// What could not be scored waits for a moderator: '0' is WordPress's word for pending.
add_filter('pre_comment_approved', function ($approved, $comment) {
    if (is_wp_error($approved) || 'spam' === $approved || 'trash' === $approved || current_user_can('moderate_comments')) {
        return $approved;
    }
    $body = array('comment' => array('text' => wp_strip_all_tags($comment['comment_content'])));
    if (!empty($comment['comment_post_ID'])) {
        $id = (string) $comment['comment_post_ID'];
        $body['article'] = array('id' => $id, 'headline' => get_the_title($comment['comment_post_ID']));
    }
    $decision = moderation_call('/v1/score', $body)['decision'] ?? null;
    foreach ($decision['reasons'] ?? array() as $reason) {
        if ('too_short' === $reason['code']) {
            return new WP_Error('moderation_too_short', 'Your comment is too short: ' . $reason['message'] . '.', 409);
        }
    }
    return 'publish' === ($decision['action'] ?? 'hold') ? $approved : '0';
}, 20, 2);

// What moderators decide becomes a label to train on.
add_action('transition_comment_status', function ($new, $old, $comment) {
    $values = array('approved' => 0, 'spam' => 1, 'trash' => 1);
    if (!isset($values[$new]) || !in_array($old, array('unapproved', 'approved'), true) || !current_user_can('moderate_comments')) {
        return;
    }
    moderation_call('/v1alpha1/comments:suggestscore', array(
        'comment' => array('text' => wp_strip_all_tags($comment->comment_content)),
        'attributeScores' => array('LIKELY_TO_REJECT' => array('summaryScore' => array('value' => $values[$new]))),
        'communityId' => 'WordPress:' . home_url(), 'clientToken' => 'comment:' . $comment->comment_ID,
    ));
}, 10, 3);
