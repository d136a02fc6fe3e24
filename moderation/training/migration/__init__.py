"""From Perspective to here, measured on a publisher's own log of texts and Perspective's scores.

log        reads the log
compare    agreement, and the thresholds that keep the rate of flags
figures    two plots an attribute, as SVG
report     all of it as a page
"""
