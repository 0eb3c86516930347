import { startZaloStub } from '../test/support/zalo-stub/index.ts';

/** `npm run zalo:stub -- [port] [webhook]`: a stand-in for Zalo to try the service with, and a page to chat through it. */
const port = Number(process.argv[2] ?? 8090);
const webhookUrl = process.argv[3] ?? 'http://127.0.0.1:8080/webhooks/zalo';
const stub = await startZaloStub({ port, webhookUrl });
const settings = Object.entries(stub.environment(stub.account.issue()));

console.log(`Zalo giả (cách hiểu của chúng tôi về Zalo, không phải Zalo thật)

1. Đặt vào .env rồi chạy dịch vụ (npm start):

${settings.map(([name, value]) => `${name}=${value}`).join('\n')}

   Lần chạy sau mã refresh đổi: xóa thư mục dữ liệu, hoặc chạy \`mot-cua zalo connect\`.

2. Trò chuyện: ${stub.url}/   (thêm ?user=8000000000000000002 để là người khác)

Sự kiện được gửi tới ${webhookUrl}. Dừng: Ctrl+C`);
