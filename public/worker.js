// The import worker: the page's own module on a second thread. It answers each request with messages of JSON in bytes.
import init, { answer } from "./web.js";

let ready;

self.onmessage = async (event) => {
  try {
    // The page's compiled module comes along: it is neither fetched nor compiled again.
    const [module, request] = event.data;
    ready ??= init({ module_or_path: module });
    await ready;
    await answer(request);
  } catch (error) {
    // A refused promise alone would not reach the page.
    reportError(error);
  }
};
