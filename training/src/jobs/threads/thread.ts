import { parentPort, workerData } from "node:worker_threads";

import * as v from "valibot";

import { perform } from "../perform";
import { Places } from "../places";
import { failureOf } from "../retry";
import { machineSchema, orderSchema, type Report } from "./messages";

const { roots, backend } = v.parse(machineSchema, workerData);
const places = new Places(roots);
let stop = new AbortController();

function report(message: Report): void {
  parentPort?.postMessage(message);
}

parentPort?.on("message", (message: unknown) => {
  const order = v.parse(orderSchema, message);
  if (order.order === "stop") {
    stop.abort();
    return;
  }
  stop = new AbortController();
  const progress = (done: number, of: number): void => report({ report: "progress", done, of });
  perform(order.job, { places, backend, signal: stop.signal, progress }).then(
    () => report({ report: "done" }),
    (error: unknown) => report({ report: "failed", failure: failureOf(error) }),
  );
});
