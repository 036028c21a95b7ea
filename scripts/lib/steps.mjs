import { spawn } from "node:child_process";
import path from "node:path";
import { ROOT } from "./stamp.mjs";

/**
 * Runs a program that node_modules brings.
 * @param {string} name Its name in node_modules/.bin.
 * @param {readonly string[]} parameters
 * @param {{ stream?: boolean, env?: Record<string, string> }} [options] `stream` passes its output on as it comes.
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
export function runTool(name, parameters, options = {}) {
  return runCommand(process.platform === "win32" ? `"${bin(name)}.cmd"` : bin(name), parameters, {
    ...options,
    shell: process.platform === "win32",
  });
}

/**
 * @param {string} command
 * @param {readonly string[]} parameters
 * @param {{ stream?: boolean, env?: Record<string, string>, shell?: boolean }} [options]
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
function runCommand(command, parameters, { stream = false, env = {}, shell = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, parameters, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      shell,
    });
    /** @type {string[]} */
    const output = [];
    /** @param {Buffer} chunk */
    const take = (chunk) => {
      output.push(chunk.toString());
      if (stream) process.stdout.write(chunk);
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.on("error", (error) => resolve({ ok: false, output: `${command}: ${error.message}` }));
    child.on("close", (code) => resolve({ ok: code === 0, output: output.join("") }));
  });
}

/** @param {string} name */
function bin(name) {
  return path.join(ROOT, "node_modules/.bin", name);
}
