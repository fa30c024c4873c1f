from hypothesis import given
from hypothesis import strategies as st

from model import segment
from model.data import Example
from model.normalise import normalise


def test_both_segmenters_cut_every_labelled_message_alike(examples: list[Example]) -> None:
    texts = [normalise(example.text).text for example in examples]
    assert [t for t in texts if segment.cut(t) != segment.jieba_cut(t)] == []


def test_negations_stay_visible() -> None:
    assert [word for word, _, _ in segment.words("不发货")] == ["不", "发货"]


@given(st.text(max_size=40))
def test_words_stand_where_they_say(text: str) -> None:
    plain = normalise(text).text
    assert all(plain[start:end] == word for word, start, end in segment.words(plain))
    assert "".join(word for word, _, _ in segment.words(plain)).split() == plain.split() or " " in plain


def test_jieba_keeps_its_cache_out_of_shared_folders() -> None:
    import jieba
    import platformdirs

    segment.jieba_cut("没货")
    assert jieba.dt.tmp_dir == platformdirs.user_cache_dir("cuifa")
