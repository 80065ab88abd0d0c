import { printable } from "../errors.ts";

/** So many records are named in a message. */
const SHOWN = 3;

function list(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN).map(printable).join(", ");
  return names.length > SHOWN ? `${shown} and ${names.length - SHOWN} more` : shown;
}

/**
 * What a zip archive is that `torch.save` did not write, and how to get at what is in it, by the names of its records;
 * null for one of `torch.save`'s, whole or damaged.
 */
export function otherArchive(names: readonly string[]): string | null {
  const has = (pattern: RegExp) => names.some((name) => pattern.test(name));
  if (has(/^[^/]+\/constants\.pkl$/)) {
    return (
      "the file is a TorchScript archive: it holds a program, not only data. In Python, " +
      'torch.save(torch.jit.load(path).state_dict(), "weights.pt") saves its weights'
    );
  }
  if (has(/^[^/]+\/archive_format$|^serialized_exported_program\.json$/)) {
    return (
      "the file is not a PyTorch file of torch.save's but a program of torch.export's (.pt2). In Python, " +
      'torch.save(torch.export.load(path).state_dict, "weights.pt") saves its weights'
    );
  }
  const isTorch = has(/(^|\/)data\.pkl$/) || (has(/^[^/]+\/version$/) && has(/^[^/]+\/data\/\d+$/));
  if (isTorch) return null;
  if (names.length > 0 && names.every((name) => name.endsWith(".npy"))) {
    return (
      `the file is not a PyTorch file but NumPy's (.npz): it holds ${list(names)}. In Python, ` +
      'torch.save({k: torch.from_numpy(v) for k, v in numpy.load(path).items()}, "arrays.pt") makes one'
    );
  }
  const readable = names.filter((name) => /\.(pt|pth|ckpt|bin|safetensors)$/.test(name));
  const advice = readable.length > 0 ? `. Unpack it, and open ${list(readable)}` : "";
  return `the file is a zip archive, but not a PyTorch file: it holds ${list(names)}${advice}`;
}
