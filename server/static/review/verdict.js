// The gate's verdict in words: what speaks against a model, and how it reads beside the one that answers.

import { SET_NAMES } from "./words.js";

const figure = (value) => value.toFixed(3);

const SAYS = {
  incomparable: () => "它没法和正在用的模型比",
  too_few_shared: ({ shared, judged }) => `正在用的模型判断过 ${judged} 条，它只和其中 ${shared} 条重合，太少，没法比`,
  falls: ({ set, label, before, now }, names) => `${label ? `${SET_NAMES[set]}“${names[set][label] ?? label}”` : `${SET_NAMES[set]}整体`}的 F1 从 ${figure(before)} 降到 ${figure(now)}`,
  miscalibrated: ({ set, error }) => `${SET_NAMES[set]}的把握不准，差 ${figure(error)}`,
  misread: ({ wrong, all, shown }) => `${all} 条更正里有 ${wrong} 条还是读错，比如${shown.map(({ text }) => `“${short(text)}”`).join("、")}`,
  conflict: ({ text }) => `有两条更正说的话一样、标签不一样，先撤掉一条：“${short(text)}”`,
};

/**
 * Say why a model passed the gate, or why not.
 *
 * @param {{passed: boolean, paragraph: string, details?: object}} gate what `GET /api/v1/models` tells of a version
 * @param {object} names by label set, the names of its labels by id
 */
export function verdict({ passed, paragraph, details }, names) {
  if (!details?.findings) return paragraph;
  const { findings, beside, corrections } = details;
  const against = findings.map(({ kind, ...values }) => SAYS[kind]?.(values, names));
  if (against.includes(undefined)) return paragraph;
  const compared = beside && `和 ${beside.against} 比，在两个都判断过的 ${beside.messages} 条上，F1：${Object.entries(beside.sets).map(([set, [before, now]]) => `${SET_NAMES[set]} ${figure(before)} → ${figure(now)}`).join("，")}。`;
  if (!passed) return [`没有启用：${against.join("；")}。`, compared].filter(Boolean).join("");
  return ["通过了检查。", compared, corrections ? `${corrections} 条更正都读对了。` : ""].filter(Boolean).join("");
}

/** Name the labels of `GET /api/v1/labels` by their ids. */
export function namesOf(labels) {
  return Object.fromEntries(Object.entries(labels).map(([set, all]) => [set, Object.fromEntries(all.map(({ id, name }) => [id, name]))]));
}

function short(text) {
  const characters = Array.from(text);
  return characters.length > 20 ? `${characters.slice(0, 20).join("")}……` : text;
}
