// Starts the application. An own file, because the Content-Security-Policy allows no inline script.
import init from "./web.js";

const loading = document.getElementById("loading");
try {
  await init({ module_or_path: new URL("./web_bg.wasm", import.meta.url) });
  loading?.remove();
} catch (error) {
  console.error(error);
  if (loading) {
    loading.setAttribute("role", "alert");
    loading.textContent = `Cadastre could not start: ${error instanceof Error ? error.message : error}. A current Firefox, Chrome, Edge or Safari runs it.`;
  }
}
