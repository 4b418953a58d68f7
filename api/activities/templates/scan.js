const facts = JSON.parse(document.getElementById("facts").textContent), say = facts.say;
const at = (id) => document.getElementById(id);
const KEY = "yanxiu.sign-in", code = location.hash.slice(1);

function tell(title, text, good) {
  at("title").textContent = title;
  at("text").textContent = text;
  at("state").className = good ? "state good" : "state";
  at("state").hidden = false;
}

async function ask(path, options) {
  const answer = await fetch("/api/v1" + path, options);
  const body = answer.status === 204 ? null : await answer.json();
  return { ok: answer.ok, body };
}

async function granted(fields) {
  const answer = await ask("/auth/token", { method: "POST", body: new URLSearchParams(fields) });
  if (answer.ok) localStorage.setItem(KEY, answer.body.refresh_token);
  return answer;
}

async function signIn(access) {
  const answer = await ask(facts.path, {
    method: "POST",
    headers: { "Authorization": "Bearer " + access, "Content-Type": "application/json", "Accept-Language": document.documentElement.lang },
    body: JSON.stringify({ code }),
  });
  at("form").hidden = true;
  at("leave").hidden = false;
  if (!answer.ok && answer.body.code === "attendance_already") return tell(say.already, answer.body.detail, true);
  if (!answer.ok) return tell(say.refused, answer.body.detail || answer.body.title, false);
  const clock = new Date(answer.body.at).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai" });
  const guest = answer.body.expected ? "" : " " + say.guest_note;
  tell(answer.body.state === "late" ? say.late : say.present, answer.body.name + " · " + clock + guest, true);
}

async function start() {
  if (!code) return tell(say.refused, say.no_code, false);
  const kept = localStorage.getItem(KEY);
  if (kept) {
    const answer = await granted({ grant_type: "refresh_token", refresh_token: kept });
    if (answer.ok) return signIn(answer.body.access_token);
    localStorage.removeItem(KEY);
  }
  at("form").hidden = false;
}

at("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const given = new FormData(event.target);
  const answer = await granted({ grant_type: "password", username: given.get("username"), password: given.get("password") });
  if (answer.ok) await signIn(answer.body.access_token).catch(lost);
  else tell(say.refused, answer.body.detail || answer.body.error_description || say.wrong, false);
});

at("leave").addEventListener("click", () => {
  const kept = localStorage.getItem(KEY);
  localStorage.removeItem(KEY);
  if (kept) ask("/auth/revoke", { method: "POST", body: new URLSearchParams({ token: kept }) }).catch(() => {});
  at("leave").hidden = at("state").hidden = true;
  at("form").hidden = false;
});

const lost = () => tell(say.refused, say.lost, false);
start().catch(lost);
