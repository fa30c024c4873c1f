"""What no text of ours may say: untrue reasons, promises to win, unproven amounts and times, threats, wrong offices."""

import re

FORBIDDEN = re.compile(
    r"骗子|黑店|无良|奸商|曝光|差评|退一赔三|三倍|七天无理由|开箱|12300|12305|互联网法院"
    r"|(?<!不)(?:一定|肯定|必定|保证)(?:会|能)?(?:赢|胜诉|支持|赔|退)|必胜|包赢|\d+\s*%|\d+\s*元"
    r"|(?<!别)(?<!不要)选“?(?:不想要|拍错|多拍)|贵司|鉴于|特此|敬请|予以|加微信联系|黑猫|45个?工作日"
)
