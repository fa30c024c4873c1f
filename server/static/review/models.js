// Training and the models: one run at a time with its progress, the versions, and which of them answers.

import { api, follow } from "./api.js";
import { button, el } from "./extension/js/dom.js";
import { moment } from "./extension/js/time.js";
import { hideFault, showFault } from "./fault.js";
import { namesOf, verdict } from "./verdict.js";
import { SET_NAMES, words } from "./words.js";

const $ = (id) => document.getElementById(id);
const report = (version) => `/review/reports/${encodeURIComponent(version)}`;
let following = null;
let run = null;
let names = {};
let models = [];

const tried = (act) => async (...given) => {
  try {
    await act(...given);
    hideFault();
  } catch (fault) {
    showFault(fault);
  }
};

const start = tried(async () => {
  $("start").disabled = true;
  try {
    attach((await api.train()).id);
  } catch (fault) {
    if (fault.body?.run) attach(fault.body.run.id);
    else $("start").disabled = false;
    throw fault;
  }
});

/** Show a run as it goes on, until it has ended. */
function attach(id) {
  following?.close();
  following = follow(id, (now) => {
    if (!now.ended_at) showRun(now);
    else tried(showModels)().then(() => showRun(now));
  });
}

/** Say what came of a run. */
function outcome({ ended_at, state, version, told }) {
  const gate = models.find((model) => model.version === version)?.gate;
  if (gate) return verdict(gate, names);
  return ended_at && (state === "failed" ? told : words.goesOn);
}

function showRun(now) {
  if (words.run(now) !== (run && words.run(run))) $("run-told").textContent = [words.run(now), outcome(now)].filter(Boolean).join("。");
  run = now;
  const going = !run.ended_at;
  $("start").disabled = going;
  $("cancel").hidden = !going;
  $("cancel").disabled = run.cancelling;
  $("run").hidden = false;
  $("run").dataset.state = run.state;
  const at = run.stages.indexOf(run.stage);
  const done = run.state === "done" ? run.stages.length : Math.max(at, 0);
  $("run").replaceChildren(
    el("div", { className: "row" }, el("b", {}, words.run(run)), el("span", { className: "note" }, moment(run.started_at, "zh-CN"))),
    ...(going ? [el("progress", { max: 1, value: run.progress, ariaLabel: words.run(run) })] : []),
    ...(going ? [el("ol", { className: "stages" }, run.stages.map((name, index) => el("li", { className: index < done ? "done" : index === at ? "now" : "", ariaCurrent: index === at ? "step" : null }, words.stage(name))))] : []),
    ...(outcome(run) ? [el("p", { className: "words" }, outcome(run))] : []),
    ...(run.version ? [el("p", {}, words.runEnded(run), " ", el("a", { href: report(run.version) }, words.report))] : []),
  );
}

const cancel = tried(async () => showRun(await api.cancel(run.id)));

async function showModels() {
  const shown = await api.models();
  const { previous, activations } = shown;
  models = shown.models;
  $("versions").replaceChildren(...(models.length ? models.map((model) => version(model, previous)) : [el("li", {}, words.noModels)]));
  $("rollback").hidden = !previous;
  $("activations").replaceChildren(...(activations.length ? activations.map((one) => el("li", {}, el("time", { dateTime: one.at }, moment(one.at, "zh-CN")), words.activation(one))) : [el("li", {}, words.noActivations)]));
}

function version(model, previous) {
  const { version, trained_at, data, f1, gate, active, fault } = model;
  const tags = [active && ["good", words.active], version === previous && ["quiet", words.previous], gate && !gate.passed && ["late", words.notPassed]].filter(Boolean);
  return el(
    "li",
    { className: `card${active ? " active" : ""}`, dataset: { version } },
    el("div", { className: "row" }, el("h3", {}, version, tags.map(([kind, tag]) => el("span", { className: `tag ${kind}` }, tag))), active || fault ? null : button(words.activate, () => activate(model), { className: "plain small", ariaLabel: `${words.activate} ${version}` })),
    fault ? el("p", {}, fault) : el("p", { className: "note" }, words.trained(moment(trained_at, "zh-CN"), data)),
    fault ? null : el("dl", { className: "figures" }, Object.entries(SET_NAMES).map(([set, name]) => el("div", {}, el("dt", {}, name), el("dd", {}, f1[set].toFixed(3))))),
    gate && !gate.passed ? el("p", { className: "note" }, verdict(gate, names)) : null,
    fault ? null : el("p", {}, el("a", { href: report(version) }, words.report)),
  );
}

const activate = tried(async ({ version, gate }) => {
  const why = gate && !gate.passed ? await reason(gate) : "";
  if (why === null) return;
  const { active } = await api.activate(version, why);
  $("run-told").textContent = words.nowActive(active);
  await showModels();
});

/** Ask why a model is to answer though the gate did not let it pass; null where it is not. */
function reason(gate) {
  const dialog = $("overrule");
  $("overrule-reasons").textContent = verdict(gate, names);
  $("why").value = "";
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes" ? $("why").value.trim() || null : null), { once: true }));
}

const rollback = tried(async () => {
  const { active } = await api.rollback();
  $("run-told").textContent = words.nowActive(active);
  await showModels();
});

async function open() {
  names = namesOf(await api.labels());
  const [{ runs }] = await Promise.all([api.runs(), showModels()]);
  if (!runs.length) return;
  showRun(runs[0]);
  if (!runs[0].ended_at) attach(runs[0].id);
}

$("start").addEventListener("click", start);
$("cancel").addEventListener("click", cancel);
$("rollback").addEventListener("click", rollback);
await tried(open)();
document.body.dataset.ready = "yes";
