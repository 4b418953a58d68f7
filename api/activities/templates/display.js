const say = JSON.parse(document.getElementById("say").textContent);
const at = (id) => document.getElementById(id);
document.querySelector("main").classList.add("wide");
const source = new EventSource(location.pathname + "/events");
source.addEventListener("code", (event) => {
  const told = JSON.parse(event.data);
  at("code").innerHTML = told.svg;
  at("note").textContent = told.note;
});
source.addEventListener("names", (event) => {
  const told = JSON.parse(event.data);
  at("count").textContent = told.count;
  at("names").replaceChildren(...told.names.map((one) => {
    const item = document.createElement("li");
    item.textContent = one.name + (one.late ? " · " + say.late : "") + (one.guest ? " · " + say.guest : "");
    item.className = (one.late ? "late " : "") + (one.guest ? "guest" : "");
    return item;
  }));
});
source.addEventListener("ended", () => { source.close(); at("code").replaceChildren(); at("note").textContent = say.ended; });
source.onerror = () => { at("code").replaceChildren(); at("note").textContent = say.lost; };
