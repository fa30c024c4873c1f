import assert from "node:assert/strict";
import test from "node:test";

import { maskedWords } from "../../extension/js/corrections.js";
import { chance } from "./random.js";

/** Find `words` in `text` as the server does: in code points. */
function span(text, words, from = 0) {
  const before = text.slice(0, text.indexOf(words, from));
  const start = Array.from(before).length;
  return { start, end: start + Array.from(words).length };
}

const said = (text, words, speaker = "seller") => ({ speaker, text: words, ...span(text, words) });
const hidden = (text, words, mask) => ({ ...span(text, words), mask });

/** Mask a text that is one message of the seller's. */
const masked = (text, ...spans) => maskedWords(text, { messages: [said(text, text)], private: spans });

test("words without personal data are sent as they are", () => {
  assert.equal(masked("亲，没货了 "), "亲，没货了 ");
});

test("where the server names no personal data at all, the words are sent as they are", () => {
  assert.equal(maskedWords("没货了", { messages: [said("没货了", "没货了")] }), "没货了");
});

test("personal data at the start, within and at the end of a message is masked", () => {
  const text = "张三打13800138000找李四";
  assert.equal(masked(text, hidden(text, "张三", "〔姓名〕"), hidden(text, "13800138000", "〔手机号〕"), hidden(text, "李四", "〔姓名〕")), "〔姓名〕打〔手机号〕找〔姓名〕");
});

test("a message that is all personal data is all mask", () => {
  const text = "13800138000";
  assert.equal(masked(text, hidden(text, text, "〔手机号〕")), "〔手机号〕");
});

test("emoji before, within and after personal data do not shift the mask", () => {
  const text = "😀👨‍👩‍👧打138😀00138000哦🎉";
  assert.equal(masked(text, hidden(text, "138😀00138000", "〔手机号〕")), "😀👨‍👩‍👧打〔手机号〕哦🎉");
});

test("half an emoji counts as one character, as it does for the server", () => {
  const text = "\ud83d打13800138000";
  assert.equal(masked(text, { start: 2, end: 13, mask: "〔手机号〕" }), "\ud83d打〔手机号〕");
});

test("personal data side by side gives mask beside mask", () => {
  const text = "张三13800138000";
  assert.equal(masked(text, hidden(text, "张三", "〔姓名〕"), hidden(text, "13800138000", "〔手机号〕")), "〔姓名〕〔手机号〕");
});

test("personal data that overlaps is masked to its last character", () => {
  assert.equal(masked("甲乙丙丁戊", { start: 1, end: 3, mask: "①" }, { start: 2, end: 4, mask: "②" }), "甲①②戊");
});

test("personal data within personal data shows nothing of the outer one", () => {
  assert.ok(!masked("打机密机密机密吧", { start: 1, end: 7, mask: "〔地址〕" }, { start: 3, end: 4, mask: "〔姓名〕" }).match(/[机密]/));
});

test("personal data that is named out of order is masked all the same", () => {
  const text = "张三打13800138000";
  assert.equal(masked(text, hidden(text, "13800138000", "〔手机号〕"), hidden(text, "张三", "〔姓名〕")), "〔姓名〕打〔手机号〕");
});

test("the buyer's words and the chat's own lines are not sent, nor is what stands between messages", () => {
  const text = "店家：没货了\n我：我叫王五\n系统提示：已读\n店家：退款吧";
  const messages = [said(text, "没货了"), said(text, "我叫王五", "buyer"), said(text, "已读", "system"), said(text, "退款吧")];
  assert.equal(maskedWords(text, { messages, private: [hidden(text, "王五", "〔姓名〕")] }), "没货了\n退款吧");
});

test("where the seller said nothing, nothing is sent", () => {
  assert.equal(maskedWords("我叫王五", { messages: [said("我叫王五", "我叫王五", "buyer")], private: [] }), "");
  assert.equal(maskedWords("", { messages: [], private: [] }), "");
});

test("several messages of the seller's stand in a line each, each with its own masks", () => {
  const text = "😀打13800138000\n我：好\n加abc12345";
  const messages = [said(text, "😀打13800138000"), said(text, "好", "buyer"), said(text, "加abc12345")];
  assert.equal(maskedWords(text, { messages, private: [hidden(text, "13800138000", "〔手机号〕"), hidden(text, "abc12345", "〔微信号〕")] }), "😀打〔手机号〕\n加〔微信号〕");
});

test("personal data that begins before a message is masked from the message's start", () => {
  const text = "店家张三丰：没货";
  assert.equal(maskedWords(text, { messages: [said(text, "三丰：没货")], private: [hidden(text, "张三丰", "〔姓名〕")] }), "〔姓名〕：没货");
});

test("personal data that ends behind a message is masked to the message's end", () => {
  const text = "住在幸福路12号";
  assert.equal(maskedWords(text, { messages: [said(text, "住在幸福")], private: [hidden(text, "幸福路12号", "〔地址〕")] }), "住在〔地址〕");
});

test("personal data over two messages is masked in both", () => {
  const text = "电话138\n00138000哦";
  const messages = [said(text, "电话138"), said(text, "00138000哦")];
  assert.equal(maskedWords(text, { messages, private: [hidden(text, "138\n00138000", "〔手机号〕")] }), "电话〔手机号〕\n〔手机号〕哦");
});

test("personal data that only touches a message's edge leaves it as it is", () => {
  const text = "张三：没货：李四";
  assert.equal(maskedWords(text, { messages: [said(text, "：没货：")], private: [hidden(text, "张三", "〔姓名〕"), hidden(text, "李四", "〔姓名〕")] }), "：没货：");
});

test("whatever personal data lies where, none of it is sent and all of the seller's other words are", () => {
  const { below, one } = chance(3);
  for (let round = 0; round < 1000; round++) {
    const length = below(40);
    const secret = new Array(length).fill(false);
    const mine = new Array(length).fill(false);
    const spans = [];
    const messages = [];
    for (let at = 0; at < length; ) {
      const end = Math.min(length, at + 1 + below(5));
      if (below(2)) spans.push({ start: at, end, mask: "*" }), secret.fill(true, at, end);
      at = end;
    }
    for (let at = 0; at < length; ) {
      const end = Math.min(length, at + 1 + below(9));
      const speaker = one(["seller", "seller", "buyer", "system"]);
      messages.push({ speaker, start: at, end });
      if (speaker === "seller") mine.fill(true, at, end);
      at = end + below(2);
    }
    const points = Array.from({ length }, (_, index) => (secret[index] ? "🤫" : one(["货", "😀", "a"])));
    const words = maskedWords(points.join(""), { messages, private: spans });
    assert.ok(!words.includes("🤫"));
    assert.equal(words.replace(/[*\n]/g, ""), points.filter((_, index) => mine[index] && !secret[index]).join(""));
    assert.equal(words.split("\n").length, Math.max(1, messages.filter(({ speaker }) => speaker === "seller").length));
  }
});
