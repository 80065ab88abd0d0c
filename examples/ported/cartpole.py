"""Balances a pole on a cart: an actor and a critic that learn from each episode, as in pytorch/examples.

python examples/ported/cartpole.py
"""

import math

import torch
import torch.nn.functional as F
from torch import nn, optim
from torch.distributions import Categorical

GAMMA = 0.99
EPISODES = 20

torch.manual_seed(3)


class CartPole:
    """The environment of Barto, Sutton and Anderson (1983), with the numbers of Gymnasium's CartPole-v1."""

    def reset(self):
        self.state = (torch.rand(4, dtype=torch.float64) * 0.1 - 0.05).tolist()
        self.steps = 0
        return self.state

    def step(self, action):
        x, x_dot, theta, theta_dot = self.state
        force = 10.0 if action == 1 else -10.0
        cos, sin = math.cos(theta), math.sin(theta)
        temp = (force + 0.05 * theta_dot * theta_dot * sin) / 1.1
        theta_acc = (9.8 * sin - cos * temp) / (0.5 * (4.0 / 3.0 - 0.1 * cos * cos / 1.1))
        x_acc = temp - 0.05 * theta_acc * cos / 1.1
        self.state = [x + 0.02 * x_dot, x_dot + 0.02 * x_acc, theta + 0.02 * theta_dot, theta_dot + 0.02 * theta_acc]
        self.steps += 1
        fallen = abs(self.state[0]) > 2.4 or abs(self.state[2]) > 12 * 2 * math.pi / 360
        return self.state, 1.0, fallen or self.steps == 500


class Policy(nn.Module):
    def __init__(self):
        super().__init__()
        self.affine1 = nn.Linear(4, 64)
        self.action_head = nn.Linear(64, 2)
        self.value_head = nn.Linear(64, 1)

    def forward(self, x):
        x = F.relu(self.affine1(x))
        return F.softmax(self.action_head(x), dim=-1), self.value_head(x)


env = CartPole()
model = Policy()
optimizer = optim.Adam(model.parameters(), lr=3e-3)

losses = []
lengths = []
for episode in range(EPISODES):
    state, done = env.reset(), False
    saved, rewards = [], []
    while not done:
        probs, value = model(torch.tensor(state))
        m = Categorical(probs)
        action = m.sample()
        saved.append((m.log_prob(action), value))
        state, reward, done = env.step(action.item())
        rewards.append(reward)

    returns, r = [], 0.0
    for reward in reversed(rewards):
        r = reward + GAMMA * r
        returns.insert(0, r)
    returns = torch.tensor(returns)
    returns = (returns - returns.mean()) / (returns.std() + 1e-7)
    policy_losses, value_losses = [], []
    for (log_prob, value), ret in zip(saved, returns):
        advantage = ret - value.item()
        policy_losses.append(-log_prob * advantage)
        value_losses.append(F.smooth_l1_loss(value, ret.view(1)))
    optimizer.zero_grad()
    loss = torch.stack(policy_losses).sum() + torch.stack(value_losses).sum()
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
    lengths.append(len(rewards))
print("steps before the pole fell:", *lengths)
