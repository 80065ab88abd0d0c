/**
 * Balances a pole on a cart: an actor and a critic that learn from each episode, as in pytorch/examples.
 *
 *     npx tsx examples/ported/cartpole.ts
 */

import { manualSeed, nn, optim, rand, stack, type Tensor, tensor } from "downhill";
import { Categorical } from "downhill/distributions";

const F = nn.functional;

const GAMMA = 0.99;
const EPISODES = 20;

manualSeed(3);

/** The environment of Barto, Sutton and Anderson (1983), with the numbers of Gymnasium's CartPole-v1. */
class CartPole {
  state: number[] = [];
  steps = 0;

  reset(): number[] {
    this.state = rand([4], { dtype: "float64" }).mul(0.1).sub(0.05).toArray<number[]>();
    this.steps = 0;
    return this.state;
  }

  step(action: number): [state: number[], reward: number, done: boolean] {
    const [x, xDot, theta, thetaDot] = this.state;
    const force = action === 1 ? 10 : -10;
    const [cos, sin] = [Math.cos(theta), Math.sin(theta)];
    const temp = (force + 0.05 * thetaDot * thetaDot * sin) / 1.1;
    const thetaAcc = (9.8 * sin - cos * temp) / (0.5 * (4 / 3 - (0.1 * cos * cos) / 1.1));
    const xAcc = temp - (0.05 * thetaAcc * cos) / 1.1;
    this.state = [x + 0.02 * xDot, xDot + 0.02 * xAcc, theta + 0.02 * thetaDot, thetaDot + 0.02 * thetaAcc];
    this.steps++;
    const fallen = Math.abs(this.state[0]) > 2.4 || Math.abs(this.state[2]) > (12 * 2 * Math.PI) / 360;
    return [this.state, 1, fallen || this.steps === 500];
  }
}

class Policy extends nn.Module<[x: Tensor], [probs: Tensor, value: Tensor]> {
  readonly affine1 = new nn.Linear(4, 64);
  readonly actionHead = new nn.Linear(64, 2);
  readonly valueHead = new nn.Linear(64, 1);

  forward(input: Tensor): [probs: Tensor, value: Tensor] {
    const x = F.relu(this.affine1.forward(input));
    return [F.softmax(this.actionHead.forward(x), -1), this.valueHead.forward(x)];
  }
}

const env = new CartPole();
const model = new Policy();
const optimizer = new optim.Adam(model.parameters(), { lr: 3e-3 });

export const losses: number[] = [];
const lengths: number[] = [];
for (let episode = 0; episode < EPISODES; episode++) {
  let [state, done] = [env.reset(), false];
  const saved: [logProb: Tensor, value: Tensor][] = [];
  const rewards: number[] = [];
  while (!done) {
    const [probs, value] = model.forward(tensor(state));
    const m = new Categorical(probs);
    const action = m.sample();
    saved.push([m.logProb(action), value]);
    let reward: number;
    [state, reward, done] = env.step(action.item());
    rewards.push(reward);
  }

  const discounted: number[] = [];
  let r = 0;
  for (const reward of rewards.toReversed()) {
    r = reward + GAMMA * r;
    discounted.unshift(r);
  }
  let returns = tensor(discounted);
  returns = returns.sub(returns.mean()).div(returns.std().add(1e-7));
  const policyLosses: Tensor[] = [];
  const valueLosses: Tensor[] = [];
  for (const [i, [logProb, value]] of saved.entries()) {
    const ret = returns.index(i);
    const advantage = ret.sub(value.item());
    policyLosses.push(logProb.neg().mul(advantage));
    valueLosses.push(F.smoothL1Loss(value, ret.view(1)));
  }
  optimizer.zeroGrad();
  const loss = stack(policyLosses).sum().add(stack(valueLosses).sum());
  loss.backward();
  optimizer.step();
  losses.push(loss.item());
  lengths.push(rewards.length);
}
console.log("steps before the pole fell:", ...lengths);
