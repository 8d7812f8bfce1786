"""Trains a layer on the processor, as there may be no device."""

import torch

torch.manual_seed(1)
inputs = torch.randn(512, 16)
wanted = inputs @ torch.randn(16, 1)
model = torch.nn.Linear(16, 1)
optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
for _ in range(300):
    optimizer.zero_grad()
    loss = torch.nn.functional.mse_loss(model(inputs), wanted)
    loss.backward()
    optimizer.step()
assert loss.item() < 0.01, loss.item()
print(f"torch {torch.__version__}: trained, CUDA {torch.version.cuda}, {torch.cuda.device_count()} devices")
