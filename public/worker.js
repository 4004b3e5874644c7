// The import worker: the page's own module on a second thread. It answers each request with messages of text.
import init, { answer } from "./web.js";

const ready = init();

self.onmessage = async (event) => {
  await ready;
  answer(event.data);
};
