"""A made-up cause of an owner's own, for tests that add one."""

from model.causes import Cause

GIFT = Cause(
    "gift_wait",
    "等赠品一起发",
    "赠品没到，要凑齐了一起发",
    (
        "亲，赠品还没到仓，等赠品到了和您的宝贝一起发哦",
        "这单带的小样缺着，要等小样来了一块儿寄",
        "送您的帆布袋还在路上，到了才能给您打包",
        "主播说好的礼物没到货 得一起发 您等两天",
        "赠品那边还没配齐呢，配齐就发",
        "买一送一的那支没到 正装先不发哈 一起走",
        "礼盒里的赠品卡在仓库没过来，我们不拆单寄的",
        "等活动的赠品补过来再给您发，不然少发了您又要找我们",
    ),
)
UNHEARD = "您的赠品还没配齐呢，等赠品到了一起发"
"""What gives that cause in words that no example has as they are."""
ADVICE = {
    "steps": [{"title": "请店里先发正品", "detail": "赠品可以晚点补，买的东西先寄。问清赠品哪天到。", "when": "现在"}],
    "replies": {
        "gentle": "您好，赠品不着急，麻烦先把我买的寄出来，赠品到了再补给我就好，告诉我哪天发，谢谢。",
        "firm": "我买的是正品，赠品没到不该让正品一起等。请先发货，并告诉我具体哪天发出。",
    },
    "sources": ["civil-509"],
}
