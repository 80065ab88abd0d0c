/* What lies at a path of names within a module, such as "encoder.0.weight". */

/** A module as paths go through it. */
export interface PathNode {
  /** Its class. */
  readonly typeName: string;
  /** The module itself. */
  readonly module: object;
  /** What is in it by name: modules, parameters and buffers. */
  find(kind: "module" | "parameter" | "buffer", name: string): unknown;
  /** Whether it has anything of that name. */
  has(name: string): boolean;
  /** A module within it as a node. */
  enter(module: object): PathNode;
}

/** The module at a path; the empty one leads to the module itself. @throws Error when there is none */
export function moduleAt(start: PathNode, path: string): PathNode {
  let node = start;
  if (path === "") return node;
  for (const name of path.split(".")) {
    const found = node.find("module", name);
    if (found === undefined) throw nothing(node, name, "an nn.Module");
    node = node.enter(found as object);
  }
  return node;
}

/** The parameter or buffer at a path. @throws Error when there is none */
export function memberAt(start: PathNode, kind: "parameter" | "buffer", path: string): unknown {
  const [parent, name] = parted(path);
  const node = moduleAt(start, parent);
  const found = node.find(kind, name);
  if (found === undefined) throw nothing(node, name, kind === "parameter" ? "an nn.Parameter" : "a buffer");
  return found;
}

/** A path without its last name, and that name. */
export function parted(path: string): readonly [parent: string, name: string] {
  const point = path.lastIndexOf(".");
  return [path.slice(0, Math.max(point, 0)), path.slice(point + 1)];
}

/** The error of a name that leads nowhere. */
export function nothing(node: PathNode, name: string, wanted: string): Error {
  return new Error(node.has(name) ? `\`${name}\` is not ${wanted}` : `${node.typeName} has no attribute \`${name}\``);
}
