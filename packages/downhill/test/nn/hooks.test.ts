import { compile, deepCopy, nn, ones, type Tensor, tensor, zeros } from "downhill";
import { describe, expect, it } from "vitest";

/** Three outputs, of which one is negative and so dropped. */
function model(): nn.Sequential {
  const linear = new nn.Linear(2, 3);
  linear.weight.data = tensor([
    [1, 2],
    [3, -4],
    [0.5, 1],
  ]);
  linear.bias!.data = zeros([3]);
  return new nn.Sequential(linear, new nn.ReLU());
}

const input = () => ones([1, 2]).requiresGrad_();

function gradient(net: nn.Sequential): number[] {
  const x = input();
  net.forward(x).sum().backward();
  return x.grad!.flatten().toArray() as number[];
}

describe("hooks of modules", () => {
  it("are called around forward, see and replace arguments and results, and can be taken away", () => {
    const net = model();
    const seen: unknown[] = [];
    const handles = [
      net.registerForwardHook((module, args, output) => {
        seen.push(["after", module === net, args.length, output.shape]);
      }),
      net[0].registerForwardPreHook((_module, args) => {
        seen.push(["before", args.length]);
      }),
    ];
    const x = input();
    net.forward(x);
    expect(seen).toEqual([
      ["before", 1],
      ["after", true, 1, [1, 3]],
    ]);
    for (const handle of handles) handle.remove();
    net.forward(x);
    expect(seen).toHaveLength(2);
    expect(Object.hasOwn(net, "forward")).toBe(false);
    const doubled = net.registerForwardHook((_module, _args, output) => output.mul(2));
    const tripled = net.registerForwardPreHook((_module, [first]) => (first as Tensor).mul(3));
    expect(net.forward(x).toArray()).toEqual([[18, 0, 9]]);
    tripled.remove();
    expect(net.forward(x).toArray()).toEqual([[6, 0, 3]]);
    doubled.remove();
    expect(net.forward(x).toArray()).toEqual([[3, 0, 1.5]]);
  });

  it("are called in their order, or first where they are to be", () => {
    const net = model();
    const seen: string[] = [];
    const hook = (name: string) => () => {
      seen.push(name);
    };
    net.registerForwardHook(hook("a"));
    net.registerForwardHook(hook("b"), { prepend: true });
    net.registerForwardHook(hook("always"), { alwaysCall: true });
    net.forward(input());
    expect(seen).toEqual(["b", "a", "always"]);
    expect(() => net.forward(ones([1, 5]))).toThrow();
    expect(seen).toEqual(["b", "a", "always", "always"]);
    expect(() => net.registerForwardHook(3 as never)).toThrow(TypeError);
  });

  it("see and replace gradients of inputs and outputs", () => {
    const net = model();
    expect(gradient(net)).toEqual([1.5, 3]);
    const seen: unknown[] = [];
    const shapes = (list: nn.Gradients) => list.map((one) => one?.shape ?? null);
    const look = net.registerFullBackwardHook((_module, inputs, outputs) => {
      seen.push([shapes(inputs), shapes(outputs)]);
    });
    expect(net.forward(input()).gradFn?.name).toBe("BackwardHookFunctionBackward");
    expect(gradient(net)).toEqual([1.5, 3]);
    net
      .forward(ones([1, 2]))
      .sum()
      .backward();
    expect(seen).toEqual([
      [[[1, 2]], [[1, 3]]],
      [[null], [[1, 3]]],
    ]);
    look.remove();
    const tenfold = net.registerFullBackwardHook((_module, [first]) => [first!.mul(10)]);
    expect(gradient(net)).toEqual([15, 30]);
    tenfold.remove();
    const twofold = net.registerFullBackwardPreHook((_module, [first]) => first!.mul(2));
    expect(gradient(net)).toEqual([3, 6]);
    twofold.remove();
    net.registerFullBackwardHook((_module, inputs) => [...inputs, ...inputs]);
    expect(() => gradient(net)).toThrow(
      "Backward hook returned an invalid number of grad_input, got 2, but expected 1",
    );
  });

  it("are part of what compiled functions record, and no part of copies and state", () => {
    const net = model();
    net.registerForwardHook((_module, _args, output) => output.mul(2));
    expect(Object.keys(net)).toEqual(["0", "1"]);
    const step = compile((x: Tensor) => net.forward(x));
    for (let i = 0; i < 2; i++) expect(step(ones([1, 2])).toArray()).toEqual([[6, 0, 3]]);
    expect(
      deepCopy(net)
        .forward(ones([1, 2]))
        .toArray(),
    ).toEqual([[3, 0, 1.5]]);
  });
});
