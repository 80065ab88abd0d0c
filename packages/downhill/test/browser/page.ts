import { experiment, type Options } from "./experiment.ts";

// Runs on the page: the options come in its address, the result goes back to the server.
const options = JSON.parse(decodeURIComponent(location.hash.slice(1))) as Options;
experiment(options).then(
  (result) => report({ result }),
  (error: unknown) => report({ error: error instanceof Error ? `${error.message}\n${error.stack}` : String(error) }),
);

function report(message: object): void {
  void fetch("/report", { method: "POST", body: JSON.stringify(message) });
}
