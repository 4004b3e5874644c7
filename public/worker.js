// The import worker: the page's own module on a second thread. It answers each request with messages of text.
import init, { answer } from "./web.js";

const ready = init();

self.onmessage = async (event) => {
  try {
    await ready;
    await answer(event.data);
  } catch (error) {
    // A refused promise alone would not reach the page.
    reportError(error);
  }
};
