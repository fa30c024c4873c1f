import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.private import MASKS, find, mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("打13800138000", "打〔手机号〕"),
        ("138 0013 8000或138-0013-8000", "〔手机号〕或〔手机号〕"),
        ("+86 13800138000，１３８００１３８０００", "〔手机号〕，〔手机号〕"),
        ("一三八零零一三八零零零", "〔手机号〕"),
        ("1 3 8 0 0 1 3 8 0 0 0", "〔手机号〕"),
        ("1380013\u200b8000", "〔手机号〕"),
        ("座机0571-88888888，(010)12345678", "座机〔座机〕，〔座机〕"),
        ("您的身份证11010519491231002X", "您的身份证〔身份证号〕"),
        ("110105 19491231 0021", "〔身份证号〕"),
        ("卡号6222 0212 3456 7890 123", "卡号〔银行卡号〕"),
        ("转到4111111111111111", "转到〔银行卡号〕"),
        ("订单号：P712345678901234567", "订单号：〔订单号〕"),
        ("快递单号SF1234567890123，运单号 773312345678", "快递单号〔订单号〕，运单号 〔订单号〕"),
        ("查下2123456789012345678和P7A1234567890123", "查下〔订单号〕和〔订单号〕"),
        ("发zhang.san@qq.com", "发〔邮箱〕"),
        ("QQ:1234567，扣扣号12345678", "QQ:〔QQ号〕，扣扣号〔QQ号〕"),
        ("加V：xiaomei_88", "加V：〔微信号〕"),
        ("薇信abc12345，VX hello-2024", "薇信〔微信号〕，VX 〔微信号〕"),
        ("加v13800138000", "加v〔手机号〕"),
        ("收货人：张三，电话空号", "收货人：〔姓名〕，电话空号"),
        ("收件人李小红 电话空号", "收件人〔姓名〕 电话空号"),
        ("收貨人：陳大文", "收貨人：〔姓名〕"),
        ("地址：浙江省杭州市西湖区文三路100号阳光小区3幢2单元501室", "地址：〔地址〕"),
        ("寄到成都市武侯区人民南路四段12号可以吗", "寄到〔地址〕可以吗"),
        ("浙江省 杭州市 西湖区 文三路 100号 超区了", "〔地址〕超区了"),
        ("朝阳花园4号楼502没人", "〔地址〕没人"),
        ("发到隆回县小沙江镇旺溪村要自提", "发到〔地址〕要自提"),
    ],
)
def test_what_tells_who_or_where_somebody_is_gets_its_mask(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        *("48小时内发", "2026年11月23日 10:00", "15天", "满200减30", "打12315", "iPhone15ProMax 256G", "RTX4090"),
        *("188 168 128 98元", "1280 1380 1480 1580", "尺码 150 160 170 180", "库存100000000", "条码6901234567892"),
        *("地址不完整", "麻烦提供一下详细地址", "地址只写到小区了,几栋几号", "XX省XX市XX路XX号", "浙江省**市**街道"),
        *("加V", "加V发您图", "微信支付100元", "QQ群", "100+vitamin", "单号给您", "订单号尾号0000", "订单号XXXXXXXX"),
        *("联系人工客服", "收件人电话空号", "收货人联系不上", "收件人方便吗", "收件人李女士", "姓名不写退不了"),
        *(
            "西湖区12号恢复",
            "解放路12号通车",
            "发到乌鲁木齐市天山区的停了",
            "镇上3号送",
            "只送到县里的自提点",
            "3号楼仓库",
        ),
        "收到〔手机号〕〔地址〕",
    ],
)
def test_what_is_nobodys_own_stays(text: str) -> None:
    assert mask(text) == text


def test_offsets_count_code_points() -> None:
    text = "😂😂打13800138000"
    (one,) = find(text)
    assert text[one.start : one.end] == "13800138000"
    assert (one.kind, one.mask) == ("mobile", MASKS["mobile"])


_PIECES = (
    "0 1 3 8 13800138000 6222 0212 3456 7890 110105194912310021 X a V vx 微信 加 QQ 号 : ， - . @ qq.com 订单号 单号 "
    "收件人 姓名 张 张三 地址 寄到 住 杭州市 西湖区 文三路 100号 3幢 2单元 501 阳光小区 省 区 路 某 * 〔 〕 "
    "〔手机号〕 一 三 八 零 + 86 0571 卡号 的"
)
PIECES = st.sampled_from([*_PIECES.split(), " ", "\n"])


@given(st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=80))
def test_passages_stand_in_order_and_a_masked_text_holds_none(text: str) -> None:
    found = find(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert find(mask(text)) == ()


def seconds(text: str) -> float:
    """The least time that finding takes, of three."""
    taken = []
    for _ in range(3):
        start = time.perf_counter()
        find(text)
        taken.append(time.perf_counter() - start)
    return min(taken)


@pytest.mark.parametrize(
    "piece",
    [
        *("1", "13", "1 ", "1-", "一", "a", "a.", "a@", "@a.", "vx", "单号a", "卡号6", "收件人:张", "138 0013 8000 "),
        *("省市区", "西湖区", "路", "花园路", "1号", "路1号", "1单元", "地址", "地址杭州市西湖区", "文三路1号 ", "*"),
    ],
)
def test_the_time_grows_with_the_text_and_no_faster(piece: str) -> None:
    short, long = ((piece * size)[:size] for size in (4_000, 32_000))
    assert seconds(long) < 30 * seconds(short)  # 64 times, did it grow with the square
