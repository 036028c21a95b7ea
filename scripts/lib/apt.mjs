import { spawnSync } from "node:child_process";

/**
 * Installs a package of the system where that needs no question: Debian and Ubuntu, as root or with sudo that asks for
 * no password.
 * @param {string} name
 * @param {string} title What it is, for people.
 * @returns {boolean | undefined} Whether it was installed; undefined where it may not be.
 */
export function installPackage(name, title) {
  const prefix = aptPrefix();
  if (prefix === undefined) return undefined;
  console.log(`Installing ${title} from the system's packages (apt-get install ${name}) …`);
  const apt = [...prefix, "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"];
  if (run([...apt, "update"]) && run([...apt, "install", "-y", "--no-install-recommends", name])) return true;
  console.error(`The system's packages gave no ${title}.`);
  return false;
}

/** @returns {string[] | undefined} What to put before apt-get; undefined where it may not be used. */
function aptPrefix() {
  if (process.platform !== "linux" || !run(["apt-get", "--version"], "ignore")) return undefined;
  if (process.getuid?.() === 0) return [];
  return run(["sudo", "-n", "true"], "ignore") ? ["sudo", "-n"] : undefined;
}

/**
 * @param {readonly string[]} line
 * @param {"ignore" | "inherit"} [output]
 */
function run([command = "", ...parameters], output = "inherit") {
  const result = spawnSync(command, parameters, {
    stdio: ["ignore", output, output],
    // A service that a package brings is not started: tests start their own.
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" },
  });
  return result.error === undefined && result.status === 0;
}
