/** What `downhill train --help` says after the list of options. */
export const trainHelp = `
How long it trains (--epochs auto): a fifth of the rows, of each class its share, is set aside for validation, and the
network is trained on the others for at most 200 passes, until the validation loss has not improved for 20. The pass where
it was lowest is the number of epochs. Then a new network is trained for so many on all rows, those for validation
included; what is said of its accuracy was measured before, on the validation rows. With --from a race has chosen the
epochs already: the median of its seeds' best passes.

The file, DIR/model.pt, holds weights, layers, how each column becomes inputs, the target with its classes, the split,
the settings: plain data, which PyTorch opens with torch.load.

--tensorboard DIR writes the losses of each pass in folders of DIR, choosing and final, which TensorBoard shows as curves:
pip install tensorboard && tensorboard --logdir DIR

Ctrl-C keeps what there is: the model as it is after this pass, and what --resume needs to go on.

Examples:
  downhill train penguins.csv --target species
  downhill race penguins.csv --target species --tune && downhill train penguins.csv --target species --from downhill-race
  downhill train houses.csv -t price -o "adamw(lr=0.003, scheduler=cosine)" --epochs 100 --hidden 64,64
  downhill train houses.csv -t price --lr auto --hold-out --out houses
  downhill predict houses/model.pt new-houses.csv -o prices.csv
`;
