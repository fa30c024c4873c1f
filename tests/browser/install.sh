#!/bin/sh
# Browsers and a Chinese font for the tests. Chromium: one that is there, else Debian's as root, else Playwright's own.
# Firefox: one that is there, else Debian's as root; without one its test is skipped.
set -eu
chinese_font() { command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list :lang=zh-cn family)" ]; }
debian_root() { command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; }
on_path() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
firefox_on_path() { command -v firefox-esr || command -v firefox; }
# Debian ships Chromium's languages in a package of their own
languages() { [ "$(on_path)" != /usr/bin/chromium ] || [ -e /usr/lib/chromium/locales/zh-CN.pak ]; }
install() {
    apt-get update -qq >/dev/null
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

if { ! on_path || ! chinese_font || ! languages; } >/dev/null 2>&1 && debian_root; then
    echo "Installing Chromium and a Chinese font …"
    install chromium chromium-l10n fonts-noto-cjk fontconfig
fi
if ! on_path >/dev/null; then
    .venv/bin/python -m playwright install chromium
fi
if ! firefox_on_path >/dev/null && debian_root; then
    echo "Installing Firefox …"
    install firefox-esr || echo "There is no Firefox to install: its test will be skipped." >&2
fi
