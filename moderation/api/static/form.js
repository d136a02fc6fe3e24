// <reader-comments site article [headline url author minimum service]>: comments under an article, and the form.
// No library, no request to anybody but the service; styles live in the shadow tree and survive a strict CSP.
(() => {
  "use strict";
  const SERVICE = new URL(document.currentScript.src).origin;

  // The rule of moderation/checks/length.py, step by step; tests/vectors/length.json holds both to one answer.
  const QUOTED = /(^|\n)[ \t]*>[^\n]*/g;
  const URLS = /(?:https?:\/\/|www\.)[^\t-\r\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/giu;
  const INVISIBLE =
    /[\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]+/g;
  const BLANKS =
    /[\u0000-\u0020\u007f-\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u2800\u3000\u3164\uffa0]+/g;
  const STRAY = /(^| )[\u200c\u200d\ufe00-\ufe0f\u0300-\u036f]+/g;
  const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

  function countCharacters(text) {
    const seen = text.replace(QUOTED, "$1").replace(URLS, "").normalize("NFC").replace(INVISIBLE, "");
    const plain = seen.replace(BLANKS, " ").replace(STRAY, "$1").replace(BLANKS, " ").replace(/^ +| +$/g, "");
    return [...segmenter.segment(plain)].length;
  }

  const STYLE = `
:host { --ink: #1a1a1a; --soft: #595959; --line: #d5d5d5; --paper: #fff; --fill: #f5f5f4; --accent: #0b5cad;
  --warn: #7a4a00; --warn-fill: #fff6e0; --good: #1c6b3a; --bad: #a3201d;
  display: block; color: var(--ink); font: 1rem/1.55 -apple-system, "Segoe UI", Roboto, Arial, sans-serif; color-scheme: light dark; }
@media (prefers-color-scheme: dark) { :host { --ink: #ececea; --soft: #b0b0ac; --line: #4a4a48; --paper: #1b1c1d;
  --fill: #262728; --accent: #7db8f5; --warn: #f4c873; --warn-fill: #33291a; --good: #7fd29b; --bad: #ff9a94; } }
* { box-sizing: border-box; }
h2 { font-size: 1.25rem; margin: 0 0 1rem; }
ol { list-style: none; margin: 0; padding: 0; }
li { display: grid; grid-template-columns: 2.5rem 1fr; column-gap: .75rem; padding: 1rem 0;
  border-block-start: 1px solid var(--line); }
.initials { grid-row: span 2; inline-size: 2.5rem; block-size: 2.5rem; border-radius: 50%; background: var(--fill);
  border: 1px solid var(--line); display: grid; place-items: center; font-size: .8rem; font-weight: 600; }
.by { font-weight: 600; } time { color: var(--soft); font-size: .875rem; margin-inline-start: .5rem; }
p { margin: .15rem 0 0; white-space: pre-line; overflow-wrap: anywhere; }
form { border: 1px solid var(--line); border-radius: 8px; background: var(--paper); padding: 1rem;
  margin-block-end: 1.5rem; display: grid; gap: .35rem; }
label { font-weight: 600; } .notice { color: var(--soft); font-size: .9375rem; margin: 0 0 .5rem; }
input, textarea { font: inherit; color: inherit; background: var(--paper); border: 1px solid #8a8a88;
  border-radius: 4px; padding: .5rem .65rem; inline-size: 100%; }
input { max-inline-size: 20rem; margin-block-end: .5rem; }
textarea { min-block-size: 7.5rem; resize: vertical; }
.foot { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; justify-content: space-between; }
.count { color: var(--soft); font-size: .9375rem; font-variant-numeric: tabular-nums; }
.count.enough { color: var(--good); }
button { font: inherit; font-weight: 600; color: var(--paper); background: var(--accent); border: 0;
  border-radius: 4px; padding: .55rem 1.25rem; cursor: pointer; }
button[aria-disabled=true] { background: transparent; color: var(--soft); box-shadow: inset 0 0 0 1px var(--line);
  cursor: not-allowed; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.hint:not(:empty) { background: var(--warn-fill); color: var(--warn); padding: .6rem .75rem; border-radius: 4px;
  border-inline-start: 3px solid currentColor; margin: .25rem 0; }
.said:not(:empty) { font-weight: 600; margin-block-start: .25rem; } .said.bad { color: var(--bad); }
.said.good { color: var(--good); } .live { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); }`;

  const MARKUP = `
<h2></h2>
<form novalidate>
  <p class="notice" id="notice">Please keep comments respectful and on-topic.</p>
  <label for="name">Your name</label>
  <input id="name" name="name" maxlength="80" autocomplete="name" required>
  <label for="text">Your comment</label>
  <textarea id="text" name="text" required dir="auto" aria-describedby="notice count hint"></textarea>
  <p class="hint" id="hint" aria-live="polite"></p>
  <div class="foot"><span class="count" id="count"></span><button aria-describedby="count">Post comment</button></div>
  <span class="live" aria-live="polite"></span>
  <p class="said" role="status"></p>
</form>
<ol aria-label="Comments"></ol>`;

  function initials(name) {
    const words = name.trim().split(/\s+/).filter(Boolean);
    const letters = words.length > 1 ? [words[0], words[words.length - 1]] : words;
    return letters.map((word) => [...word][0]).join("").toLocaleUpperCase() || "?";
  }

  function make(tag, text, name) {
    const node = document.createElement(tag);
    if (text) node.textContent = text; // never innerHTML: readers' words stay words
    if (name) node.className = name;
    return node;
  }

  class ReaderComments extends HTMLElement {
    static countCharacters = countCharacters;

    connectedCallback() {
      if (this.shadowRoot) return;
      const root = this.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [sheet];
      root.innerHTML = MARKUP;
      this.find = (selector) => root.querySelector(selector);
      this.text = this.find("textarea");
      this.name = this.find("input");
      this.minimum = Number(this.getAttribute("minimum") ?? 50);
      if (this.getAttribute("author")) {
        this.name.value = this.getAttribute("author");
        this.name.readOnly = true;
      }
      this.text.addEventListener("input", () => this.typed());
      this.find("form").addEventListener("submit", (event) => { event.preventDefault(); this.post(); });
      this.count();
      this.load();
    }

    async ask(path, body) {
      const answer = await fetch((this.getAttribute("service") || SERVICE) + path, body && {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
      });
      const content = await answer.json();
      if (!answer.ok) throw new Error(content.detail || answer.statusText);
      return content;
    }

    where() {
      return { site: this.getAttribute("site") || "default", article: this.getAttribute("article") };
    }

    count() {
      const counted = countCharacters(this.text.value);
      const enough = counted >= this.minimum;
      const line = this.find("#count");
      line.textContent = `${counted}/${this.minimum} · Minimum ${this.minimum} characters`;
      if (line.classList.toggle("enough", enough) !== this.enough && this.text.value) {
        this.find(".live").textContent = enough ? "Long enough to post." : `At least ${this.minimum} characters are needed.`;
      }
      this.enough = enough;
      this.find("button").setAttribute("aria-disabled", String(!enough));
      return counted;
    }

    typed() {
      this.count();
      this.say("");
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.hint(), 600);
    }

    async hint() { // only a hint: where it cannot be had, the comment can be posted all the same
      const text = this.text.value;
      const { hint } = text.trim() ? await this.ask("/embed/hint", { text }).catch(() => ({})) : {};
      const line = this.find("#hint");
      if (text === this.text.value && line.textContent !== (hint ?? "")) line.textContent = hint ?? "";
    }

    say(sentence, kind = "") {
      const line = this.find(".said");
      line.textContent = sentence;
      line.className = `said ${kind}`;
    }

    async post() {
      const counted = this.count();
      if (!this.name.value.trim()) {
        this.say("Please give your name.", "bad");
        return this.name.focus();
      }
      if (counted < this.minimum) {
        this.say(`${this.minimum - counted} more characters are needed.`, "bad");
        return this.text.focus();
      }
      if (this.posting) return undefined;
      this.posting = true;
      clearTimeout(this.waiting);
      const text = this.text.value;
      if (this.sent !== text) [this.sent, this.id] = [text, [...crypto.getRandomValues(new Uint32Array(4))].join("-")]; // a retry keeps its id
      try {
        const answer = await this.ask("/embed/comments", {
          ...this.where(), id: this.id, author: this.name.value.trim(), text,
          headline: this.getAttribute("headline"), url: this.getAttribute("url"),
        });
        if (answer.status !== "rejected") {
          this.text.value = "";
          this.sent = null;
          this.find("#hint").textContent = "";
          this.count();
        }
        this.say(answer.message, answer.status === "rejected" ? "bad" : "good");
        if (answer.status === "published") await this.load();
      } catch (error) {
        this.say(`Your comment was not posted: ${error.message}`, "bad");
      } finally {
        this.posting = false;
      }
      return undefined;
    }

    async load() {
      const list = this.find("ol");
      try {
        const { comments, total } = await this.ask(`/embed/comments?${new URLSearchParams(this.where())}`);
        this.find("h2").textContent = total === 1 ? "1 comment" : `${total} comments`;
        list.replaceChildren(...comments.map((comment) => this.item(comment)));
      } catch {
        this.find("h2").textContent = "Comments";
        list.replaceChildren(make("p", "The comments cannot be shown at the moment."));
      }
    }

    item({ author, text, created_at: at }) {
      const row = make("li");
      const badge = make("span", initials(author), "initials");
      badge.setAttribute("aria-hidden", "true");
      const head = make("div");
      const time = make("time", new Date(at).toLocaleString(this.lang || undefined, { dateStyle: "medium", timeStyle: "short" }));
      time.dateTime = at;
      const by = make("span", author, "by");
      by.dir = "auto";
      head.append(by, time);
      const body = make("p", text);
      body.dir = "auto";
      row.append(badge, head, body);
      return row;
    }
  }

  if (!customElements.get("reader-comments")) customElements.define("reader-comments", ReaderComments);
})();
