// What the scripts of the pages say, in one place.

const percent = (share) => `${Math.round(100 * share)}%`;
const figure = (value) => value.toFixed(3);

export const SET_NAMES = { cause: "原因", tone: "语气", stance: "立场", tactics: "话术" };
export const STATES = { queued: "排队中", running: "正在训练", done: "训练完了", failed: "训练出错了", cancelled: "已停止", interrupted: "被打断了" };
export const HOW = { activate: "手动启用", rollback: "回到上一个", train: "训练后启用" };
const SOURCES = { buyer: "买家更正", file: "文件导入", owner: "补标" };
const SAYS = { buyer: "买家", file: "文件里", owner: "你" };
const FROM = { messages: "训练数据", corrections: "已接受的更正" };
const STATUSES = { pending: "待审核", accepted: "已接受", rejected: "已拒绝", unlabelled: "没标" };
const STAGES = { words: "准备词句", fit: "学全部消息", calibrate: "校准把握", corrections: "核对更正", baselines: "和简单办法比", "learning curve": "画学习曲线", "reply check": "学回复检查", report: "写报告" };

export const words = {
  noTactics: "没有话术",
  given: (source, names) => `${SAYS[source]}：${names}`,
  read: (name, { confidence }) => `模型：${name} ${percent(confidence)}`,
  readTactics: (tactics) => `模型：${tactics.map(({ name, confidence }) => `${name} ${percent(confidence)}`).join("、") || "没看出"}`,
  unread: "模型还读不了这一条",
  isRead: "模型读的",
  highlights: (set) => `看出${SET_NAMES[set]}的话`,
  noEvidence: (set) => `没有哪几个字特别能说明${SET_NAMES[set]}`,
  about: ({ source, version, flagged, reviewed }) => [SOURCES[source], reviewed, version && `当时的模型 ${version}`, flagged && "已标记"].filter(Boolean).join(" · "),
  reviewed: (status, at) => `${STATUSES[status]}，${at}`,
  left: (count) => `还有 ${count} 条`,
  copies: (count) => `差不多的还有 ${count} 条，一起改`,
  contradicts: (count) => `和已有的 ${count} 条不一样`,
  says: (from, sets) => `${FROM[from]}：${sets}`,
  told: {
    stanceFollows: "没有拒发，立场就是“不涉及”，一起改了。",
    stanceDropped: "有拒发的原因，立场就不会是“不涉及”，请再选一个。",
    causeFollows: "立场不涉及，原因就是“非拒发”，一起改了。",
    causeDropped: "有立场，原因就不会是“非拒发”，请再选一个。",
    refundAdded: "让买家担责的退款理由，一定带着“要求退款”，一起选了。",
    again: "和已有的数据不一样，再按一次就保存。",
    nothing: "还什么都没选。先选标签，或者跳过。",
    nothingToUndo: "没有可以撤销的了。",
    skipped: "跳过了。",
    rejected: "拒绝了。",
    saved: "保存了。",
    savedWith: (count) => `保存了，差不多的 ${count} 条也一起改了。`,
    undone: "撤销了，又回到这一条。",
    flagged: "标记了。",
    unflagged: "取消标记了。",
    reopened: "放回待审核了。",
  },
  saving: (many) => `正在保存 ${many} 条`,
  notSaved: (why) => `这一条没有保存：${why}`,
  notUndone: (why) => `撤销没有成功：${why}`,
  allDone: { pending: "都审完了。", accepted: "还没有接受的。", rejected: "还没有拒绝的。", unlabelled: "没有等着标的消息。" },
  noMatch: "没有符合筛选的。",
  skippedLeft: (count) => `这一轮看完了，跳过的 ${count} 条还等着。`,
  skippedAgain: "再看跳过的",
  undo: "撤销",
  again: "再试一次",

  waiting: (waiting, labelled) => `还有 ${waiting} 条没标，标过 ${labelled} 条。最有用的排在前面。`,
  forecast: (set, { now, gain, messages }) =>
    messages === null ? `${SET_NAMES[set]}：F1 现在 ${figure(now)}，再多标也难提高 ${gain}` : `${SET_NAMES[set]}：F1 现在 ${figure(now)}，再标大约 ${messages} 条可以提高 ${gain}`,
  curve: "学习曲线：消息越多，F1 越高",
  messagesAxis: (first, last) => `${first} 到 ${last} 条消息`,

  added: ({ added, copies }) => `加了 ${added} 条${copies ? `，${copies} 条已经有了` : ""}。`,
  imported: ({ added, copies, skipped }) => `导入了 ${added} 条${copies ? `，${copies} 条已经有了` : ""}${skipped ? `，${skipped} 条跳过了` : ""}。`,
  problems: (count) => `有 ${count} 处读不了`,
  place: (place) => place.replace(/^.*:(\d+)$/, "第 $1 行").replace(/^.*, \w+ (\d+)$/, "第 $1 条"),
  keepGood: "保留好的，跳过这些",
  chosen: (name, size) => `${name}，${size < 1024 ? `${size} 字节` : size < 1024 ** 2 ? `${Math.round(size / 1024)} KB` : `${(size / 1024 ** 2).toFixed(1)} MB`}`,
  tooLarge: "文件太大，网页最多收 6 MB。在服务所在的电脑上运行 cuifa data import。",
  noLines: "还没有写。一行一条。",
  more: (count) => `还有 ${count} 处`,

  stage: (name) => STAGES[name] ?? (name.startsWith("fold ") ? `第 ${name.slice(5)} 次交叉检验` : name),
  run: ({ state, stage, cancelling }) => (cancelling && state === "running" ? "正在停止" : state === "running" && stage ? `${STATES.running}：${words.stage(stage)}` : STATES[state]),
  runEnded: ({ version, activated }) => (version ? (activated ? `${version} 已经启用。` : `${version} 没有通过检查，还没启用。`) : ""),
  goesOn: "正在用的模型照常回答。",
  report: "看报告",
  trained: (at, data) => `${at} 训练，${data.messages} 条消息${data.corrections ? `，${data.corrections} 条更正` : ""}`,
  active: "正在使用",
  previous: "上一个",
  notPassed: "没通过检查",
  activate: "启用",

  noModels: "还没有模型。",
  activation: ({ version, before, how, overruled, who }) => [`${version}（${HOW[how]}${before ? `，之前是 ${before}` : ""}）`, overruled && `没通过检查，理由：${overruled}`, who !== "owner" && `命令行上的 ${who}`].filter(Boolean).join(" · "),
  noActivations: "还没有记录。",
  nowActive: (version) => `现在用的是 ${version}。`,

  noCauses: "还没有。",
  examples: (count) => `${count} 条例子`,
  withAdvice: "有自己的建议",
  learned: (learned) => (learned ? "模型认得了" : "下一次训练后，模型才认得"),
  damaged: (file, reason) => `${file} 读不了：${reason}`,
  soMany: (count) => `现在 ${count} 条`,
  step: { title: "做什么", detail: "怎么做", when: "什么时候（选填）" },
  edit: "修改",
  remove: "删除",
  removeQuestion: (name) => `删除“${name}”？它的例子也一起删掉，下一次训练后模型就不认得它了。`,
  keep: "不删",
  addCause: "添加一个原因",
  editCause: (name) => `修改“${name}”`,
  tooFew: (count) => `例子还差 ${count} 条。`,
  missing: (what) => `${what}还没填。`,
  wrongId: "代号要用小写英文开头，只能有小写英文、数字和下划线。",
  causeSaved: (name) => `“${name}”存好了，下一次训练后生效。`,
  causeRemoved: (name) => `“${name}”删掉了。`,
};
