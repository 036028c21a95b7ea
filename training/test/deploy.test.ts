import { access, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { Command } from "commander";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";

import { addCurationCommands } from "../src/cli/data-steps";
import { addWorkerCommand } from "../src/cli/worker";

const DEPLOY = "training/deploy";
const IMAGE = "mealshift-worker";

/** Documents of a YAML file; anchors and merges are resolved as Docker and Kubernetes do. */
async function documentsOf(file: string): Promise<unknown[]> {
  const documents = parseAllDocuments(await readFile(join(DEPLOY, file), "utf8"), { merge: true });
  const [error] = documents.flatMap(({ errors }) => errors);
  if (error) throw new Error(`${file}: ${error.message}`);
  return documents.map((document) => document.toJS() as unknown);
}

/** The commands among which the manifests choose, with the options that the command line has. */
function program(): Command {
  const root = new Command("mealshift").exitOverride();
  addCurationCommands(root.command("data"), []);
  addWorkerCommand(root, []);
  const all = (command: Command): Command[] => [command, ...command.commands.flatMap(all)];
  for (const command of all(root)) command.exitOverride().configureOutput({ writeErr: () => undefined });
  return root;
}

/** What the command line would say against words: no such subcommand, option or value, or something is missing. */
function problemsOf(words: readonly string[]): string[] {
  let command = program();
  let rest = [...words];
  for (let next: Command | undefined = command; next; next = command.commands.find((sub) => sub.name() === rest[0])) {
    if (next !== command) rest = rest.slice(1);
    command = next;
  }
  const line = words.join(" ");
  if (command.commands.length > 0) return [`${line}: no such command`];
  try {
    const { operands, unknown } = command.parseOptions(rest);
    const missing = command.options.filter((option) => option.mandatory && !(option.attributeName() in command.opts()));
    return [
      ...unknown.map((word) => `${line}: ${word}`),
      ...missing.map(({ long }) => `${line}: ${long} is missing`),
      ...(operands.length === command.registeredArguments.length ? [] : [`${line}: ${operands.length} arguments`]),
    ];
  } catch (error) {
    return [`${line}: ${String(error)}`];
  }
}

const container = v.looseObject({ image: v.string(), args: v.optional(v.array(v.string())) });
const podSpec = v.looseObject({
  securityContext: v.looseObject({ runAsNonRoot: v.literal(true) }),
  containers: v.array(container),
});
const workload = v.looseObject({ spec: v.looseObject({ template: v.looseObject({ spec: podSpec }) }) });
const kustomization = v.looseObject({ resources: v.array(v.string()) });
const compose = v.looseObject({
  services: v.record(v.string(), v.looseObject({ image: v.string(), command: v.array(v.string()) })),
});

describe("manifests", () => {
  it("are held against the command line's own words", () => {
    const of = (line: string) => problemsOf(line.split(" ")).length;
    expect(of("worker --queue redis://r:6379 --shared /s --kinds masks train")).toBe(0);
    expect(of("worker --queue redis://r:6379 --shared /s --kinds mask")).toBe(1);
    expect(of("worker --queue redis://r:6379")).toBe(1);
    expect(of("worker --queue redis://r:6379 --shared /s --parallel 2")).toBeGreaterThan(0);
    expect(of("data mask /s/set")).toBe(1);
    expect(of("data masks /s/set --shard 8/8")).toBe(1);
    expect(of("data masks")).toBe(1);
  });

  it("of Kubernetes parse, run as nobody in particular, and use commands that there are", async () => {
    const files = await readdir(join(DEPLOY, "kubernetes"));
    const documents = (await Promise.all(files.map((file) => documentsOf(`kubernetes/${file}`)))).flat();
    const pods = documents.flatMap((document) => {
      const found = v.safeParse(workload, document);
      return found.success ? [found.output.spec.template.spec] : [];
    });
    // Redis, curation, training, shards.
    expect(pods.length).toBe(4);
    const workers = pods.flatMap(({ containers }) => containers).filter(({ image }) => image === IMAGE);
    expect(workers.length).toBe(3);
    // The index of a pod of the Indexed Job.
    const lines = workers.map(({ args = [] }) => args.map((word) => word.replace("$(JOB_COMPLETION_INDEX)", "7")));
    expect(lines.flatMap(problemsOf)).toEqual([]);
    const [document] = await documentsOf("kubernetes/kustomization.yaml");
    for (const file of v.parse(kustomization, document).resources) expect(files).toContain(file);
  });

  it("shards of the Indexed Job are all there", async () => {
    const job = v.looseObject({
      spec: v.looseObject({ completionMode: v.literal("Indexed"), completions: v.number(), template: v.unknown() }),
    });
    const [document] = await documentsOf("kubernetes/shards.yaml");
    const { spec } = v.parse(job, document);
    const { containers } = v.parse(workload, document).spec.template.spec;
    expect(containers[0]?.args?.at(-1)).toBe(`$(JOB_COMPLETION_INDEX)/${spec.completions}`);
  });

  it("of Docker Compose parse, and use commands that there are", async () => {
    const [document] = await documentsOf("compose.yaml");
    const { services } = v.parse(compose, document);
    const workers = Object.values(services).filter(({ image }) => image === IMAGE);
    expect(workers.length).toBe(2);
    const lines = workers.map(({ command }) => command.map((word) => word.replace(/\$\{\w+:-(.*)\}/u, "$1")));
    expect(lines.flatMap(problemsOf)).toEqual([]);
    const redis = services["redis"]?.command.join(" ");
    expect(redis).toContain("--maxmemory-policy noeviction");
  });
});

describe("the image", () => {
  it("copies what there is, runs a command that there is, and not as root", async () => {
    const lines = (await readFile(join(DEPLOY, "Dockerfile"), "utf8")).replaceAll("\\\n", " ").split("\n");
    const of = (word: string) =>
      lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));
    const copied = of("COPY").flatMap((copy) => copy.split(/\s+/u).slice(0, -1));
    expect(copied).toContain("training/src");
    await Promise.all(copied.map((path) => access(path)));
    expect(of("USER")).toEqual(["node"]);
    const words = v.parse(v.array(v.string()), JSON.parse(of("CMD")[0] ?? ""));
    expect(problemsOf(words)).toEqual([]);
    expect(of("ENTRYPOINT")[0]).toContain("/app/training/bin/mealshift.js");
  });
});
