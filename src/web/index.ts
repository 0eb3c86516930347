export type { ChatDesk } from './chat-desk.ts';
export { createWeb, type Web } from './server.ts';
export { newSecret } from './session.ts';
