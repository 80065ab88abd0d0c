import { autograd, compile, type Tensor, tensor } from "downhill";
import { afterEach, describe, expect, it, vi } from "vitest";

const leaf = (...values: number[]) => tensor(values).requiresGrad_();

/** The square root of zero has an infinite derivative, and that times zero is NaN. */
function rootOfZero(): Tensor {
  return leaf(0, 0).mul(0).sqrt().mul(0).sum(); // the line that anomalies name
}

describe("anomaly detection", () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  afterEach(() => warn.mockClear());

  it("names the function that gave NaN, and the line that called it", () => {
    const fail = () => autograd.detectAnomaly(() => rootOfZero().backward());
    expect(fail).toThrow("Function 'SqrtBackward0' returned nan values in its 0th output.");
    expect(fail).toThrow(/The function was called at rootOfZero \(.*anomaly\.test\.ts:\d+:\d+\)/);
    const [text] = warn.mock.calls[0] as [string];
    expect(text).toMatch(
      /^Error detected in SqrtBackward0. Traceback of forward call that caused the error:\n +at rootOfZero/,
    );
    expect(text).not.toContain("src/autograd");
    expect(autograd.isAnomalyEnabled()).toBe(false);
  });

  it("finds nothing where nobody looks, or where NaN is no matter", () => {
    expect(() => rootOfZero().backward()).not.toThrow();
    autograd.setDetectAnomaly(true, { checkNan: false });
    expect(autograd.isAnomalyEnabled()).toBe(true);
    expect(() => rootOfZero().backward()).not.toThrow();
    autograd.setDetectAnomaly(false);
    expect(autograd.setDetectAnomaly(false, () => autograd.isAnomalyEnabled())).toBe(false);
    expect(warn).not.toHaveBeenCalled();
  });

  it("names the function whose saved tensor was changed", () => {
    const change = () => {
      const y = leaf(1, 2).exp();
      y.add_(1);
      y.sum().backward();
    };
    expect(change).toThrow("Hint: enable anomaly detection to find the operation that failed to compute its gradient");
    expect(() => autograd.detectAnomaly(change)).toThrow("Hint: the backtrace further above shows the operation");
    expect((warn.mock.calls[0] as [string])[0]).toContain("Error detected in ExpBackward0");
  });

  it("names functions that were called before it was turned on without a line", () => {
    const y = rootOfZero();
    expect(() => autograd.detectAnomaly(() => y.backward())).toThrow("returned nan values");
    expect((warn.mock.calls[0] as [string])[0]).toContain("No forward pass information available");
  });

  it("looks at every call of a compiled function", () => {
    const step = compile((v: Tensor) => {
      const x = v.clone().requiresGrad_();
      return autograd.detectAnomaly(() => autograd.grad(x.sqrt().mul(0).sum(), x)[0]);
    });
    expect(step(tensor([1, 4])).toArray()).toEqual([0, 0]);
    expect(() => step(tensor([0, 4]))).toThrow("Function 'SqrtBackward0' returned nan values in its 0th output.");
    expect(step(tensor([1, 4])).toArray()).toEqual([0, 0]);
  });
});
