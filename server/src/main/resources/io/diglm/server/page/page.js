"use strict";

const $ = (id) => document.getElementById(id);
const NS = "http://www.w3.org/2000/svg";
let card = null;
let token = "";
let asked = 0;
let timer = 0;

const element = (name, text, attributes = {}) => {
  const node = document.createElement(name);
  if (text !== undefined) node.textContent = text;
  Object.entries(attributes).forEach(([key, value]) => node.setAttribute(key, value));
  return node;
};

const drawn = (name, attributes, text) => {
  const node = document.createElementNS(NS, name);
  Object.entries(attributes).forEach(([key, value]) => node.setAttribute(key, value));
  if (text !== undefined) node.textContent = text;
  return node;
};

const svg = (width, height, label) =>
  drawn("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label });

const short = (x) =>
  x === null || x === undefined ? "missing"
    : typeof x === "number" ? (Number.isInteger(x) && Math.abs(x) < 1e9 ? String(x) : Number(x.toPrecision(4)).toString())
      : String(x);

function problem(text) {
  $("problem").textContent = text;
  $("problem").hidden = !text;
}

async function ask(path, options = {}) {
  const headers = { ...options.headers };
  if (token) headers.Authorization = `Bearer ${token}`;
  const response = await fetch(path, { ...options, headers });
  if (response.status === 401) $("token").hidden = false;
  if (!response.ok) {
    let text = `the server answered ${response.status}`;
    try { text = (await response.json()).error || text; } catch { /* not JSON */ }
    throw new Error(text);
  }
  return response;
}

const json = (body) => ({
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
});

const name = () => encodeURIComponent($("model").value);

/* The part of an address that names one of several targets. */
const ofTarget = () =>
  card.targets.length > 1 ? `?target=${encodeURIComponent(card.target.name)}` : "";

/* The form: a slider or a list for each column, what is usual behind it. */

function bars(histogram, label, range) {
  const picture = svg(240, 28, label);
  picture.setAttribute("preserveAspectRatio", "none");
  const most = Math.max(1, ...histogram.counts);
  const [low, high] = range ? [range.min, range.max] : [0, 1];
  const from = range ? histogram.low : 0;
  const step = ((range ? histogram.high - histogram.low : 1) || (high - low) / 24) / histogram.counts.length;
  const scale = 240 / (high - low);
  histogram.counts.forEach((count, i) => {
    const height = (27 * count) / most;
    picture.append(drawn("rect", {
      class: "bar", x: (from + i * step - low) * scale, y: 28 - height, width: Math.max(1, step * scale * 0.92), height,
    }));
  });
  return picture;
}

function field(column, index) {
  const box = element("div", undefined, { class: "field" });
  const id = `field-${index}`;
  const top = element("div", undefined, { class: "top" });
  top.append(element("label", column.name, { for: id }));
  box.append(top);
  let input;
  if (column.levels) {
    input = element("select", undefined, { id });
    column.levels.forEach((level) => input.append(element("option", level, { value: level })));
    if (column.levels.length) {
      box.append(bars({ counts: column.counts.slice(0, 40) }, `How frequent each ${column.name} is in training`));
    }
    input.append(element("option", "(missing)", { value: "" }));
    box.append(input);
  } else if (column.type === "integer" || column.type === "decimal") {
    const histogram = column.histogram || { low: 0, high: 1, counts: [1] }; // unused without one
    const margin = (histogram.high - histogram.low) * 0.25 || 1;
    const step = column.type === "integer" ? 1 : (histogram.high - histogram.low) / 500 || 0.01;
    const attributes = {
      min: column.type === "integer" ? Math.floor(histogram.low - margin) : histogram.low - margin,
      max: column.type === "integer" ? Math.ceil(histogram.high + margin) : histogram.high + margin,
    };
    input = element("input", undefined, { id, type: "number", step: "any" });
    input.value = short(column.typical ?? 0);
    top.append(input);
    if (!column.histogram) {
      if (column.role) box.append(element("p", column.role === "exposure" ? "exposure: above 0" : "offset of the predictor", { class: "hint" }));
      input.dataset.column = index;
      return box;
    }
    const slider = element("input", undefined, { type: "range", step, "aria-label": `${column.name}, slider`, ...attributes });
    slider.id = `slider-${index}`;
    slider.value = input.value;
    slider.addEventListener("input", () => { input.value = short(Number(slider.value)); });
    input.addEventListener("input", () => { slider.value = input.value; });
    box.append(bars(histogram, `Distribution of ${column.name} in training`, attributes), slider);
  } else if (column.type === "boolean") {
    input = element("select", undefined, { id });
    ["true", "false"].forEach((value) => input.append(element("option", value, { value })));
    box.append(input);
  } else {
    input = element("input", undefined, { id, type: column.type === "date" ? "date" : "text" });
    input.value = column.typical_text || "";
    box.append(input);
  }
  input.dataset.column = index;
  return box;
}

function row() {
  const values = {};
  card.columns.forEach((column, index) => {
    const input = document.querySelector(`[data-column="${index}"]`);
    const text = input.value;
    const number = column.type === "integer" || column.type === "decimal";
    values[column.name] = text === "" ? null : number ? Number(text) : text;
  });
  return values;
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(score, 60);
}

async function score() {
  const turn = ++asked;
  try {
    const response = await ask(`v1/models/${name()}:explain${ofTarget()}`, json(row()));
    const said = await response.json();
    if (turn === asked) show(said);
  } catch (e) {
    if (turn === asked) problem(e.message);
  }
}

function show(said) {
  problem("");
  const answer = said.answer;
  const verdict = $("verdict");
  const refused = answer.rejected !== false;
  verdict.className = refused ? "refused" : "accepted";
  verdict.textContent = answer.error ? `Cannot be read: ${answer.error}`
    : refused ? `Refused: ${answer.reason}` : "Accepted: like the rows that trained";
  const numbers = $("numbers");
  numbers.replaceChildren();
  Object.entries(answer).forEach(([key, value]) => {
    if (!["reason", "error", "rejected"].includes(key) && !key.startsWith("probability_") && value !== null) {
      numbers.append(element("dt", key), element("dd", short(value)));
    }
  });
  $("answer").replaceChildren(...distribution(said.distribution, refused));
  $("density").replaceChildren(...place(answer.log_density));
  $("why").replaceChildren(...reasons(said.why));
  $("nearest").replaceChildren(...nearest(said.nearest_accepted));
}

function distribution(given, refused) {
  if (!given) return [];
  const title = element("h3", refused ? "p(y|x), which the model would not stand by" : "p(y|x)");
  if (given.classes) {
    const order = given.probabilities.map((p, k) => k).sort((a, b) => given.probabilities[b] - given.probabilities[a]).slice(0, 10);
    const picture = svg(480, order.length * 22, "Probability of each class");
    order.forEach((k, i) => {
      picture.append(drawn("rect", { class: "bar", x: 120, y: i * 22 + 3, width: 280 * given.probabilities[k], height: 16 }));
      picture.append(drawn("text", { x: 112, y: i * 22 + 15, "text-anchor": "end" }, given.classes[k].slice(0, 16)));
      picture.append(drawn("text", { x: 126 + 280 * given.probabilities[k], y: i * 22 + 15 }, given.probabilities[k].toFixed(3)));
    });
    return [title, picture];
  }
  const picture = svg(480, 150, `Density of ${card.target.name}: solid for this row, dashed for all rows`);
  // At the ends of its range a density may be infinite, which must not flatten all the rest.
  const inside = (values) => (values.length > 2 ? values.slice(1, -1) : values);
  const most = Math.max(...inside(given.density), ...inside(given.usual)) || 1;
  const low = given.y[0];
  const high = given.y[given.y.length - 1];
  const path = (values) => values
    .map((d, i) => `${i ? "L" : "M"}${(480 * (given.y[i] - low)) / (high - low || 1)} ${125 - (118 * d) / most}`)
    .join("");
  picture.append(drawn("path", { class: "usual", d: path(given.usual) }), drawn("path", { class: "curve", d: path(given.density) }));
  picture.append(drawn("text", { x: 0, y: 146 }, short(low)), drawn("text", { x: 480, y: 146, "text-anchor": "end" }, short(high)));
  picture.append(drawn("text", { x: 240, y: 146, "text-anchor": "middle" }, `${card.target.name} (dashed: all rows)`));
  return [title, picture];
}

function place(value) {
  const known = card.log_density;
  if (!known || typeof value !== "number") return [];
  const picture = svg(480, 90, `log p(x) of this row is ${short(value)}; training rows lie between ${short(known.low)} and ${short(known.high)}`);
  const least = Math.min(known.low, Math.max(value, known.low - 2 * (known.high - known.low)));
  const most = Math.max(known.high, value);
  const at = (x) => (480 * (x - least)) / (most - least || 1);
  const step = (known.high - known.low) / known.counts.length;
  const top = Math.max(1, ...known.counts);
  known.counts.forEach((count, i) => {
    const height = (60 * count) / top;
    picture.append(drawn("rect", { class: "bar", x: at(known.low + i * step), y: 66 - height, width: Math.max(1, at(known.low + step) - at(known.low) - 1), height }));
  });
  const x = Math.max(1, Math.min(479, at(Math.max(value, least))));
  picture.append(drawn("line", { class: "mark", x1: x, x2: x, y1: 2, y2: 68 }));
  picture.append(drawn("text", { x: 0, y: 84 }, short(least)), drawn("text", { x: 480, y: 84, "text-anchor": "end" }, short(most)));
  return [element("h3", "log p(x) of this row among the training rows"), picture];
}

function reasons(parts) {
  if (!parts || !parts.length) return [];
  const most = Math.max(0.5, ...parts.map((part) => Math.abs(part.nats)));
  const shown = [...parts].sort((a, b) => Math.abs(b.nats) - Math.abs(a.nats)).slice(0, 8);
  const picture = svg(480, shown.length * 22, "What each column adds to log p(x), in nats");
  shown.forEach((part, i) => {
    const width = (130 * Math.abs(part.nats)) / most;
    picture.append(drawn("rect", { class: part.nats < 0 ? "minus" : "plus", x: part.nats < 0 ? 310 - width : 310, y: i * 22 + 4, width, height: 14 }));
    picture.append(drawn("text", { x: 0, y: i * 22 + 15 }, `${part.column} ${part.value}`.slice(0, 24)));
    picture.append(drawn("text", { x: 480, y: i * 22 + 15, "text-anchor": "end" }, part.nats.toFixed(1)));
  });
  return [element("h3", "What makes it less or more probable than a row like it (nats)"), picture];
}

function nearest(found) {
  if (!found) return [];
  const now = row();
  const changes = Object.entries(found)
    .filter(([key, value]) => String(value) !== String(now[key]))
    .map(([key, value]) => `${key} ${short(value)} (is ${short(now[key])})`);
  const button = element("button", "Take it", { type: "button", id: "take" });
  button.addEventListener("click", () => {
    card.columns.forEach((column, index) => {
      const input = document.querySelector(`[data-column="${index}"]`);
      input.value = found[column.name] === null ? "" : found[column.name];
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
    score();
  });
  return [element("h3", "The nearest row that would be accepted"), element("p", changes.join("; ")), button];
}

/* Pictures. */

function paint() {
  const canvas = $("canvas");
  const pen = canvas.getContext("2d");
  const clear = () => { pen.fillStyle = "#000"; pen.fillRect(0, 0, canvas.width, canvas.height); };
  clear();
  let down = false;
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * canvas.width, ((event.clientY - box.top) / box.height) * canvas.height];
  };
  canvas.onpointerdown = (event) => { down = true; pen.beginPath(); pen.moveTo(...at(event)); canvas.setPointerCapture(event.pointerId); };
  canvas.onpointermove = (event) => {
    if (!down) return;
    pen.strokeStyle = "#fff"; pen.lineWidth = 22; pen.lineCap = "round"; pen.lineJoin = "round";
    pen.lineTo(...at(event)); pen.stroke();
  };
  canvas.onpointerup = () => { down = false; look(); };
  $("clear").onclick = () => { clear(); look(); };
  const load = async (file) => {
    try {
      const picture = await createImageBitmap(file);
      clear();
      pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
      look();
    } catch { problem("picture must be one that this browser reads, got another"); }
  };
  $("drop").onchange = () => $("drop").files[0] && load($("drop").files[0]);
  canvas.ondragover = (event) => event.preventDefault();
  canvas.ondrop = (event) => { event.preventDefault(); if (event.dataTransfer.files[0]) load(event.dataTransfer.files[0]); };
  look();
}

async function look() {
  const { channels, height, width } = card.image;
  const small = element("canvas", undefined, { width, height });
  const pen = small.getContext("2d");
  pen.drawImage($("canvas"), 0, 0, width, height);
  const pixels = pen.getImageData(0, 0, width, height).data;
  const data = [];
  for (let c = 0; c < channels; c++) {
    for (let i = 0; i < width * height; i++) {
      data.push(channels === 1 ? Math.round((pixels[4 * i] + pixels[4 * i + 1] + pixels[4 * i + 2]) / 3) : pixels[4 * i + c]);
    }
  }
  try {
    const response = await ask(`v2/models/${name()}/infer`,
      json({ inputs: [{ name: "image", shape: [1, channels, height, width], datatype: "UINT8", data }] }));
    const answer = {};
    (await response.json()).outputs.forEach((output) => { answer[output.name] = output.data[0]; });
    const classes = card.target ? card.target.classes : [];
    show({
      answer,
      distribution: classes.length ? { classes, probabilities: classes.map((label) => answer[`probability_${label}`] ?? 0) } : null,
      why: [], nearest_accepted: null,
    });
  } catch (e) { problem(e.message); }
}

/* Files. */

async function answerFile() {
  const file = $("csv").files[0];
  if (!file) return;
  $("summary").textContent = "Asking ...";
  try {
    const response = await ask(`v1/models/${name()}:predict`, { method: "POST", headers: { "Content-Type": "text/csv" }, body: file });
    const text = await response.text();
    const rows = cells(text);
    const head = rows.shift() || [];
    /* Several targets with rules of their own have a verdict each. */
    const verdicts = head.map((key, at) => at).filter((at) => /(^|_)rejected$/.test(head[at]));
    const refused = rows.filter((r) => verdicts.some((at) => r[at] === "true")).length;
    const failed = rows.filter((r) => r[head.indexOf("error")] !== "").length;
    const share = rows.length ? ((100 * refused) / rows.length).toFixed(1) : "0";
    $("summary").textContent = `${rows.length} rows: ${rows.length - refused - failed} accepted, ${refused} refused (${share} %), ${failed} could not be read.`;
    const link = $("download");
    URL.revokeObjectURL(link.href);
    link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    link.download = file.name.replace(/\.csv$/i, "") + ".answers.csv";
    link.hidden = false;
    const table = element("table");
    table.append(line(head, "th"), ...rows.slice(0, 10).map((r) => line(r.map(brief), "td")));
    $("first").replaceChildren(table);
    $("first").hidden = false;
  } catch (e) { $("summary").textContent = e.message; }
}

const brief = (text) => (/^-?\d+\.\d{5,}(E-?\d+)?$/.test(text) ? short(Number(text)) : text);

const line = (texts, kind) => {
  const node = element("tr");
  texts.forEach((text) => node.append(element(kind, text)));
  return node;
};

/* RFC 4180. */
function cells(text) {
  const rows = [];
  let current = [];
  let cell = "";
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[i + 1] === '"') { cell += c; i++; } else quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === "," || c === "\n") {
      current.push(cell);
      cell = "";
      if (c === "\n") { rows.push(current); current = []; }
    } else if (c !== "\r") cell += c;
  }
  return rows;
}

/* Drift. */

async function drift() {
  const span = $("span").value;
  try {
    const said = await (await ask(`v1/models/${name()}/drift?span=${span}`)).json();
    $("drifted").textContent = `${said.verdict} (${said.rows} rows, ${(100 * said.rejected).toFixed(1)} % refused).`;
    const picture = svg(480, 90, "P-values of novelty: even where nothing drifts");
    const most = Math.max(2, ...said.p_values);
    said.p_values.forEach((value, i) => {
      const height = (70 * value) / most;
      picture.append(drawn("rect", { class: "bar", x: i * 24, y: 72 - height, width: 22, height }));
    });
    const even = 72 - 70 / most;
    picture.append(drawn("line", { class: "mark", x1: 0, x2: 480, y1: even, y2: even }));
    picture.append(drawn("text", { x: 0, y: 87 }, "p = 0"), drawn("text", { x: 480, y: 87, "text-anchor": "end" }, "1"));
    const table = element("table");
    table.append(line(["column", "what differs most", "distance"], "th"),
      ...said.columns.slice(0, 8).map((c) => line([c.column, c.words, c.distance.toFixed(3)], "td")));
    const box = element("div", undefined, { class: "scroll" });
    box.append(table);
    $("shifts").replaceChildren(element("h3", "P-values of novelty, beside an even spread"), picture, box);
    $("shifts").append(...overTime(said.history || []));
    const link = $("report");
    link.href = `v1/models/${name()}/drift?span=${span}&format=html`;
    link.hidden = Boolean(token);
  } catch (e) {
    $("drifted").textContent = e.message;
    $("shifts").replaceChildren();
  }
}

/* How the last rows stood after every so many rows: the effect from -1 to 1, and the share refused. */
function overTime(moments) {
  const known = moments.filter((moment) => moment.effect !== null);
  if (known.length < 2) return [];
  const first = known[0].rows;
  const last = known[known.length - 1].rows;
  const x = (rows) => (480 * (rows - first)) / (last - first);
  const path = (value) => known.map((m, i) => `${i ? "L" : "M"}${x(m.rows).toFixed(1)} ${value(m).toFixed(1)}`).join("");
  const now = known[known.length - 1];
  const picture = svg(480, 140, `Drift over ${last} rows: the effect is now ${short(now.effect)}, the share refused ${short(now.refused)}`);
  picture.append(drawn("line", { class: "zero", x1: 0, x2: 480, y1: 60, y2: 60 }));
  picture.append(drawn("path", { class: "curve", d: path((m) => 60 - 56 * m.effect) }));
  picture.append(drawn("path", { class: "usual refusedline", d: path((m) => 116 - 112 * m.refused) }));
  picture.append(drawn("text", { x: 0, y: 134 }, `row ${first}`), drawn("text", { x: 480, y: 134, "text-anchor": "end" }, `row ${last}`));
  return [
    element("h3", "Drift over time"),
    element("p", "Solid: how much more novel the last 2,000 rows are than those known, from -1 to 1; the line in the middle is 0. Dashed: share of all rows refused, from 0 at the bottom to 1.", { class: "hint" }),
    picture,
  ];
}

/* The model. */

function facts() {
  const list = $("facts");
  list.replaceChildren();
  const add = (key, value) => list.append(element("dt", key), element("dd", String(value)));
  const made = card.provenance;
  add("name", `${card.name}, version ${card.version}`);
  add("fitted", `${made.created} by diglm ${made.library_version}, seed ${made.seed}`);
  add("rows", `${made.data.rows.train} trained, ${made.data.rows.valid} validated, ${made.data.rows.test} tested`);
  add("data", `${made.data.sources.join(", ")} (SHA-256 ${made.data.sha256.slice(0, 12)})`);
  add("target", card.target ? `${card.target.name}, ${card.family}` : "none: p(x) alone");
  const rule = card.thresholds.rejection;
  add("refuses", rule.rule === "false_alarms"
    ? `rows whose novelty_p_value (${card.thresholds.novelty}) is at most ${rule.alpha}`
    : `rows with log p(x) below ${short(card.thresholds.least_density - rule.slack)}`);
  const part = card.metrics.test ? "test" : "validation";
  const measures = card.metrics[part] || {};
  Object.entries(measures).forEach(([key, value]) => {
    if (typeof value === "number") add(`${part} ${key}`, short(value));
  });
  $("warnings").replaceChildren(...card.warnings.map((text) => element("li", text)));
}

async function choose(target = "") {
  try {
    const query = target ? `?target=${encodeURIComponent(target)}` : "";
    card = await (await ask(`v1/models/${name()}${query}`)).json();
    $("several").hidden = card.targets.length < 2;
    $("target").replaceChildren(...card.targets.map((text) => element("option", text, { value: text })));
    if (card.target) $("target").value = card.target.name;
    problem("");
    facts();
    ["answer", "density", "why", "nearest", "numbers", "shifts"].forEach((id) => $(id).replaceChildren());
    $("verdict").textContent = "";
    $("drifted").textContent = "";
    $("fields").hidden = Boolean(card.image);
    $("picture").hidden = !card.image;
    $("fields").replaceChildren(...card.columns.map(field));
    if (card.image) paint(); else await score();
  } catch (e) { problem(e.message); }
}

async function start() {
  try {
    const models = (await (await ask("v1/models")).json()).models;
    $("model").replaceChildren(...models.map((text) => element("option", text, { value: text })));
    await choose();
  } catch (e) { problem(e.message); }
}

$("fields").addEventListener("input", later);
$("fields").addEventListener("submit", (event) => event.preventDefault());
$("model").addEventListener("change", () => choose());
$("target").addEventListener("change", () => choose($("target").value));
$("csv").addEventListener("change", answerFile);
$("look").addEventListener("click", drift);
$("token").addEventListener("submit", (event) => {
  event.preventDefault();
  token = $("secret").value;
  $("token").hidden = true;
  start();
});
start();
