import { compile, getNumThreads, manualSeed, nn, optim, randn, setNumThreads, type Tensor } from "downhill";
import { useBlas } from "downhill/blas";
import { afterEach, describe, expect, it, vi } from "vitest";
import { multiplyBy, type ProductLibrary, productLibrary } from "../../src/kernels/matmul/library.ts";
import type { CBlas } from "../../src/node/blas/cblas.ts";
import { mistakeOf } from "../../src/node/blas/check.ts";
import { hasBlas, withBlas } from "./support.ts";

const threads = getNumThreads();

afterEach(() => {
  useBlas(false);
  setNumThreads(threads);
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe.skipIf(!hasBlas)("useBlas", () => {
  it("says what it found", () => {
    const { vendor, path, version, threads: used } = useBlas();
    expect(["Accelerate", "OpenBLAS", "MKL", "BLIS", null]).toContain(vendor);
    expect(path).toMatch(/blas|mkl|blis|accelerate/i);
    if (vendor === "OpenBLAS") expect(version).toMatch(/OpenBLAS \d+\.\d+/);
    if (used !== null) expect(used).toBe(getNumThreads());
  });

  it("takes a path, a vendor, and what DOWNHILL_BLAS names; an argument goes first", () => {
    vi.stubEnv("DOWNHILL_BLAS", "");
    const found = useBlas();
    expect(useBlas(found.path)).toEqual(found);
    if (found.vendor !== null) expect(useBlas(found.vendor.toLowerCase()).vendor).toBe(found.vendor);
    vi.stubEnv("DOWNHILL_BLAS", "/nowhere/libblas.so");
    expect(() => useBlas()).toThrow(/"\/nowhere\/libblas\.so" can't be used/);
    expect(useBlas(found.path)).toEqual(found);
    vi.stubEnv("DOWNHILL_BLAS", found.path);
    expect(useBlas()).toEqual(found);
  });

  it("is off until it is called, and after useBlas(false), to the bit", () => {
    manualSeed(0);
    const [x, y] = [randn([90, 500]), randn([500, 70])];
    const product = () => x.matmul(y).toTypedArray();
    const before = product();
    useBlas();
    expect(product()).not.toEqual(before);
    expect(useBlas(false)).toBeNull();
    expect(product()).toEqual(before);
  });

  it("leaves all as it was where what is named is missing, or no CBLAS", () => {
    expect(() => useBlas("libno-such-blas.so")).toThrow(/Tried:\n {2}libno-such-blas\.so: .+/);
    expect(() => useBlas("libno-such-blas.so")).toThrow(/apt-get install libopenblas0/);
    expect(productLibrary()).toBeNull();
    useBlas();
    const inUse = productLibrary();
    expect(() => useBlas("/etc/hostname")).toThrow(Error);
    if (process.platform === "linux") expect(() => useBlas("libm.so.6")).toThrow(/cblas_sgemm/);
    expect(productLibrary()).toBe(inUse);
  });

  it.each([
    ["", "string ''"],
    [5, "number 5"],
    [null, "null"],
    [true, "not boolean"],
  ])("refuses %j as a library", (value, words) => {
    expect(() => useBlas(value as string)).toThrow(TypeError);
    expect(() => useBlas(value as string)).toThrow(words);
  });

  it("leaves the environment as it is", () => {
    const before = { ...process.env };
    useBlas();
    expect({ ...process.env }).toEqual(before);
  });

  it("keeps to setNumThreads, also when that changes", () => {
    useBlas();
    const { traits } = productLibrary() as CBlas;
    if (traits.setThreads === null) return;
    const setThreads = vi.spyOn(traits as { setThreads(count: number): void }, "setThreads");
    const x = randn([80, 80]);
    for (const count of [1, 2, 2]) {
      setNumThreads(count);
      x.matmul(x);
    }
    expect(setThreads.mock.calls).toEqual([[1], [2]]);
    expect(useBlas().threads).toBe(2);
  });

  it("takes turns with Downhill's own threads for the cores", () => {
    setNumThreads(2);
    useBlas();
    const [x, y] = [randn([300, 300]), randn([600, 600])];
    const own = y.exp().sum().item();
    for (let i = 0; i < 30; i++) {
      expect(x.matmul(x).isnan().any().item()).toBe(0);
      expect(y.exp().sum().item()).toBe(own);
    }
  });
});

/** A training step of a model with all kinds of products. */
function training(isCompiled: boolean) {
  manualSeed(4);
  const model = new nn.Sequential(
    ...[new nn.Conv2d(3, 16, 3, { padding: 1 }), new nn.ReLU(), new nn.Conv2d(16, 24, 3, { stride: 2 }), new nn.ReLU()],
    ...[new nn.Flatten(), new nn.Linear(24 * 7 * 7, 40), new nn.Tanh(), new nn.Linear(40, 10)],
  );
  const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });
  const step = (x: Tensor, y: Tensor) => {
    optimizer.zeroGrad();
    const loss = nn.functional.mseLoss(model.forward(x), y);
    loss.backward();
    optimizer.step();
    return loss;
  };
  const run = isCompiled ? compile(step) : step;
  return () => run(randn([16, 3, 16, 16]), randn([16, 10])).item();
}

describe.skipIf(!hasBlas)("a compiled step", () => {
  it("has the bits of the step itself with the library too", () => {
    const [eager, compiled] = [false, true].map((isCompiled) =>
      withBlas(() => {
        const step = training(isCompiled);
        return Array.from({ length: 5 }, () => step());
      }),
    );
    expect(compiled).toEqual(eager);
  });

  it("uses the library, or no longer, from one call to the next", () => {
    const step = training(true);
    step();
    useBlas();
    const multiply = vi.spyOn(productLibrary()!, "multiply");
    step();
    expect(multiply).toHaveBeenCalled();
    useBlas(false);
    multiply.mockClear();
    step();
    expect(multiply).not.toHaveBeenCalled();
  });
});

describe("the trial of a library", () => {
  /** A library that multiplies rightly, by plain loops. */
  const right: ProductLibrary = {
    multiply(m, n, k, a, b, c, cOffset, cStride, accumulate) {
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < n; j++) {
          let sum = accumulate ? c[cOffset + i * cStride + j] : 0;
          for (let p = 0; p < k; p++) {
            const x = a.data[a.offset + (a.transposed ? p * a.stride + i : i * a.stride + p)];
            sum += x * b.data[b.offset + (b.transposed ? j * b.stride + p : p * b.stride + j)];
          }
          c[cOffset + i * cStride + j] = sum;
        }
      }
    },
  };

  it("lets one pass that multiplies rightly", () => {
    expect(mistakeOf(right)).toBeNull();
    expect(productLibrary()).toBeNull();
  });

  it.each<[string, ProductLibrary["multiply"]]>([
    ["does nothing", () => {}],
    [
      "is off in one element of large products",
      (...args) => {
        right.multiply(...args);
        if (args[0] > 100) args[5][args[6] + 4] += 0.1;
      },
    ],
    [
      "takes no notice of how a matrix lies",
      (m, n, k, a, b, ...rest) => right.multiply(m, n, k, { ...a, transposed: false, stride: k }, b, ...rest),
    ],
    [
      "adds to what was there in any case",
      (m, n, k, a, b, c, at, stride) => right.multiply(m, n, k, a, b, c, at, stride, true),
    ],
    [
      "gives what is no number",
      (m, n, k, a, b, c, at, ...rest) => {
        right.multiply(m, n, k, a, b, c, at, ...rest);
        c[at] = Number.NaN;
      },
    ],
  ])("refuses one that %s", (_, multiply) => {
    multiplyBy(right);
    expect(mistakeOf({ multiply })).toMatch(/a product of \d+ × \d+ and \d+ × \d+ in float(32|64)/);
    expect(productLibrary()).toBe(right);
  });
});
