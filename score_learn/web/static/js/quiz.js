/* Saves each answer when it is given and says where it is kept: on this phone only, or received.

   Works on the page's own forms.  Every change gets a new id; the form's hidden id follows it, so
   that a form sent by the browser itself repeats the last save instead of adding to it. */

const queue = window.score.queue;
const steps = window.score.steps;
const root = document.getElementById("attempt");
const attempt = root.dataset.attempt;
const handIn = document.getElementById("hand-in");
const forms = Array.from(root.querySelectorAll("form[data-question]"));
let pressed = "";

function formOf(question) {
  return forms.find((form) => form.dataset.question === question);
}

function values(form, name) {
  return new FormData(form).getAll(name).map((value) => value.trim());
}

function places(form) {
  return values(form, "place").filter(Boolean);
}

function sharesAPlace(form) {
  const taken = places(form).map((value) => value.split(":")[0]);
  return new Set(taken).size < taken.length;
}

/* The answer as the server stores it; null while there is none. */
function answerOf(form) {
  const slots = values(form, "place");
  let answer = values(form, "choice").filter(Boolean);
  if (places(form).length) {
    answer = slots.map((_, place) => {
      const found = places(form).find((value) => value.indexOf(place + 1 + ":") === 0);
      return found ? found.split(":")[1] : "";
    });
  }
  return answer.length || form.elements.answered ? answer : null;
}

function entries(form) {
  return values(form, "place").concat(values(form, "choice"));
}

/* What stands in the form, as one text: who was told what is missing in it may go on with the same. */
function given(form) {
  return JSON.stringify(entries(form));
}

function lacks(form) {
  const begun = entries(form).some(Boolean);
  return begun ? (entries(form).includes("") || sharesAPlace(form) ? "gaps" : "") : "empty";
}

function mark(form, state) {
  const pill = form.querySelector(".saved");
  pill.dataset.state = state;
  pill.querySelector("span").textContent = pill.dataset[state] || "";
  root.querySelector("[data-state-of='" + form.dataset.question + "']").dataset.state = state || "open";
  turnReview();
}

/* The look over all questions leads to the first that is open, and hands in when none is. */
function turnReview() {
  const open = handIn.querySelector("[data-state=open]");
  for (const part of handIn.querySelectorAll("[data-when]")) {
    part.hidden = (part.dataset.when === "open") !== Boolean(open);
  }
  if (open) {
    const line = open.closest("[data-to]");
    const key = handIn.querySelector("a[data-when]");
    key.href = line.href;
    key.dataset.to = line.dataset.to;
  }
}

function note(form, id) {
  form.dataset.answer = id;
  form.dataset.kept = JSON.stringify(answerOf(form));
  form.elements.answer.value = id;
  if (!form.elements.answered) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "answered", value: "1" });
    form.append(field);
  }
}

function without(form, names) {
  return Array.from(new FormData(form)).filter((pair) => !names.includes(pair[0]));
}

/* What is sent for a form's answer under a new id. */
function fieldsOf(form, id) {
  return without(form, ["csrf_token", "answer", "answered"]).concat([
    ["answer", id], ["answered", "1"], ["client_at", new Date().toISOString()],
  ]);
}

/* Keep the form's answer, when it has one that is not kept yet.  Throws when this phone has no
   room: then nothing is marked as kept, and the form bears a new id for the browser to send. */
function save(form) {
  const answer = root.dataset.closed ? null : answerOf(form);
  if (sharesAPlace(form)) {
    mark(form, "");
  }
  if (!answer || sharesAPlace(form) || JSON.stringify(answer) === form.dataset.kept) {
    return;
  }
  const id = queue.newId();
  form.elements.answer.value = id;
  mark(form, "");
  queue.keep({
    id: id, kind: "answer", attempt: attempt, question: form.dataset.question,
    url: form.getAttribute("action"), fields: fieldsOf(form, id),
  });
  note(form, id);
  mark(form, "phone");
}

function change(form) {
  say(form, "");
  save(form);
}

function say(form, what) {
  for (const words of form.querySelectorAll("[data-missing]")) {
    words.hidden = words.dataset.missing !== what;
  }
}

function leave(event, form) {
  const step = Number(form.closest("[data-step]").dataset.step);
  const then = pressed || "next";
  pressed = "";
  save(form);
  if (then === "language" || (then === "back" && step === 1)) {
    return;
  }
  event.preventDefault();
  const missing = then === "next" && !root.dataset.closed && form.dataset.told !== given(form) ? lacks(form) : "";
  say(form, missing);
  form.dataset.told = missing ? given(form) : "";
  if (missing) {
    window.scrollTo(0, 0);
  } else {
    steps.go(then === "back" ? step - 1 : step + 1);
  }
}

/* What a form's answer is known by: a new id when the answer was changed and could not be kept. */
function idOf(form) {
  const isKept = JSON.stringify(answerOf(form)) === form.dataset.kept;
  return isKept ? form.dataset.answer : queue.newId();
}

function carriedFields() {
  const fields = [];
  for (const form of forms.filter((one) => answerOf(one) && !sharesAPlace(one))) {
    const question = form.dataset.question;
    fields.push(["given", question], ["answer-" + question, idOf(form)]);
    answerOf(form).forEach((value) => fields.push(["choice-" + question, value]));
  }
  return fields;
}

/* Put what is chosen in this page into the form that hands in, so that the browser can send it too. */
function carry() {
  const box = handIn.querySelector("[data-carried]");
  box.textContent = "";
  for (const pair of carriedFields()) {
    const field = document.createElement("input");
    box.append(Object.assign(field, { type: "hidden", name: pair[0], value: pair[1] }));
  }
}

function busy(is) {
  for (const key of handIn.querySelectorAll("button.key")) {
    key.setAttribute("aria-busy", String(is));
  }
}

/* Handed in is handed in: what waits on this phone is no longer changed. */
function close() {
  root.dataset.closed = "yes";
  for (const form of forms) {
    Array.from(form.elements).forEach((field) => {
      field.disabled = field.matches("input:not([type=hidden]), select");
    });
  }
  busy(true);
}

function send(event) {
  if (!root.dataset.closed) {
    carry();
  }
  if (pending("hand-in").length) {
    event.preventDefault();
    queue.flush();
    return;
  }
  queue.keep({
    id: handIn.elements.hand_in.value, kind: "hand-in", attempt: attempt,
    url: handIn.getAttribute("action"), fields: without(handIn, ["csrf_token"]),
  });
  event.preventDefault();
  close();
}

function pending(kind) {
  return queue.unsent().filter((entry) => entry.attempt === attempt && entry.kind === kind);
}

/* Put back what this phone still keeps from before the page was loaded. */
function restore() {
  for (const entry of pending("answer")) {
    const form = formOf(entry.question);
    const sent = entry.fields.map((pair) => pair[1]);
    if (form) {
      for (const field of form.querySelectorAll("input:not([type=hidden]), select")) {
        put(field, entry.fields, sent);
      }
      note(form, entry.id);
      mark(form, "phone");
    }
  }
  if (pending("hand-in").length) {
    close();
    wait();
  }
}

function put(field, fields, sent) {
  if (field.type === "radio" || field.type === "checkbox") {
    field.checked = sent.includes(field.value);
  } else if (field.tagName === "SELECT") {
    const option = Array.from(field.options).find((one) => one.value && sent.includes(one.value));
    field.value = option ? option.value : "";
  } else {
    const typed = fields.find((pair) => pair[0] === "choice");
    field.value = typed ? typed[1] : "";
  }
}

function wait() {
  handIn.querySelector("[data-waits]").hidden = !pending("hand-in").length;
}

function receive(event) {
  const entry = event.detail.entry;
  if (entry.attempt !== attempt) {
    return;
  }
  const form = entry.question ? formOf(entry.question) : null;
  if (form && form.dataset.answer === entry.id) {
    mark(form, "received");
  }
  if (entry.kind === "hand-in") {
    location.assign(event.detail.reply ? event.detail.reply.result : location.href);
  }
}

function refuse(event) {
  if (event.detail.entry.attempt === attempt && event.detail.entry.kind === "hand-in") {
    busy(false);
    wait();
  }
}

/* The header's keys belong to the form of the question that is shown. */
function turnHeader(event) {
  for (const key of document.querySelectorAll(".top button[form]")) {
    key.setAttribute("form", "answer-" + event.detail.step.dataset.step);
  }
}

function press(event) {
  const key = event.target.closest("button[name=then]");
  const line = event.target.closest("[data-to]");
  const back = event.target.closest("#hand-in .foot a");
  pressed = key ? key.value : pressed;
  if ((line && steps.go(line.dataset.to)) || (back && steps.go(forms.length))) {
    event.preventDefault();
  }
}

function guarded(work) {
  return (event) => {
    try {
      work(event);
    } catch (error) {
      /* The phone is full: the form goes its own way, by the network. */
    }
  };
}

if (queue.works()) {
  for (const form of forms) {
    form.dataset.kept = JSON.stringify(form.dataset.answer ? answerOf(form) : null);
    form.addEventListener("change", guarded(() => change(form)));
    form.addEventListener("submit", guarded((event) => leave(event, form)));
  }
  handIn.addEventListener("submit", guarded(send));
  document.addEventListener("click", press);
  document.addEventListener("score:received", receive);
  document.addEventListener("score:refused", refuse);
  document.addEventListener("score:waiting", wait);
  document.addEventListener("score:step", turnHeader);
  const what = ["module", "quiz", "purpose"].map((name) => [name, root.dataset[name]]);
  queue.note({
    id: attempt, kind: "begin", attempt: attempt, url: root.dataset.begin, fields: [["attempt", attempt]].concat(what),
  });
  restore();
  steps.start();
  queue.flush();
}
