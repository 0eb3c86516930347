import { DELIVERY_SWITCHES, FAULTS } from './faults.ts';

/** A chat window as a person would have it, and beside it what only the tester can do. */
export const PAGE = `<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Zalo giả để thử</title>
<style>
body{font:16px/1.45 system-ui,sans-serif;margin:0;background:#e8edf3;color:#1a1a1a}
main{max-width:34rem;margin:0 auto;display:flex;flex-direction:column;height:100dvh}
header{padding:.6rem 1rem;background:#0059b3;color:#fff}
ol{flex:1;overflow:auto;margin:0;padding:1rem;list-style:none;display:flex;flex-direction:column;gap:.6rem}
li{background:#fff;border-radius:.8rem;padding:.6rem .8rem;max-width:85%;white-space:pre-wrap;overflow-wrap:anywhere}
li.me{align-self:flex-end;background:#cfe5ff}li.admin{border-left:4px solid #c60}
li button{display:block;width:100%;margin-top:.4rem;text-align:left}
button{font:inherit;padding:.45rem .7rem;border:1px solid #0059b3;border-radius:.5rem;background:#fff;color:#0059b3;cursor:pointer}
form{display:flex;gap:.5rem;padding:.6rem 1rem;background:#fff}input{flex:1;font:inherit;padding:.5rem}
button[aria-pressed=true]{background:#0059b3;color:#fff}
details{padding:.3rem 1rem;background:#fff}details button{margin:.2rem}
</style></head><body><main>
<header><strong>Một Cửa</strong> · Zalo giả để thử, không phải Zalo thật</header>
<ol id="list" aria-live="polite"></ol>
<details><summary>Để thử</summary>
<button data-do="follow">Quan tâm</button><button data-do="unfollow">Bỏ quan tâm</button>
<button data-do="image">Gửi ảnh</button><button data-do="location">Gửi vị trí</button>
<button data-do="office" data-text="Chào bạn, tôi là cán bộ một cửa.">Cán bộ trả lời</button>
<br>Lỗi cho lần gửi sau: ${Object.keys(FAULTS)
  .map((name) => `<button data-do="fault" data-text="${name}">${name}</button>`)
  .join('')}
<br>Cách gửi sự kiện tới trợ lý, bật rồi bấm lại để tắt: ${Object.keys(DELIVERY_SWITCHES)
  .map((name) => `<button data-do="delivery" data-text="${name}" aria-pressed="false">${name}</button>`)
  .join('')}
</details>
<form id="form"><input id="text" aria-label="Tin nhắn" placeholder="Nhắn tin" autocomplete="off"><button>Gửi</button></form>
</main><script>
const user = new URLSearchParams(location.search).get('user') ?? '8000000000000000001';
const list = document.getElementById('list');
let shown = '';
const act = (what, text) => fetch('/stub/do', {method:'POST', body: JSON.stringify({user, what, text})}).then(look);
async function look() {
  const messages = await (await fetch('/stub/messages?user=' + user)).json();
  const now = JSON.stringify(messages);
  if (now === shown) return;
  shown = now;
  list.replaceChildren(...messages.map((message) => {
    const item = document.createElement('li');
    item.className = message.from;
    const text = message.text || (message.template ? '[mẫu] ' + JSON.stringify(message.template) : '');
    item.append((message.image ? '[hình] ' : '') + (message.file ? '[tệp] ' : '') + text);
    for (const {title} of message.buttons) {
      const button = document.createElement('button');
      button.textContent = title;
      button.onclick = () => act('tap', title);
      item.append(button);
    }
    return item;
  }));
  list.scrollTop = list.scrollHeight;
}
document.getElementById('form').onsubmit = (event) => {
  event.preventDefault();
  const input = document.getElementById('text');
  if (input.value.trim()) act('say', input.value);
  input.value = '';
};
for (const button of document.querySelectorAll('[data-do]')) button.onclick = () => {
  if (button.ariaPressed !== null) button.ariaPressed = String(button.ariaPressed !== 'true');
  act(button.dataset.do, button.dataset.text ?? '');
};
setInterval(look, 700); look();
</script></body></html>`;
