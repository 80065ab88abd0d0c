/** Shapes of the parameters of torchvision's ResNet-50, in the order of `model.parameters()`. */
export const resnet50: readonly (readonly number[])[] = shapes();

/** 25,557,032. */
export const resnet50Elements = resnet50.reduce((sum, shape) => sum + shape.reduce((a, b) => a * b, 1), 0);

function shapes(): number[][] {
  const all: number[][] = [];
  const convolution = (outputs: number, inputs: number, size: number) => {
    all.push([outputs, inputs, size, size], [outputs], [outputs]); // each with its batch norm
  };
  convolution(64, 3, 7);
  let inputs = 64;
  for (const [width, blocks] of [
    [64, 3],
    [128, 4],
    [256, 6],
    [512, 3],
  ]) {
    for (let block = 0; block < blocks; block++) {
      convolution(width, inputs, 1);
      convolution(width, width, 3);
      convolution(4 * width, width, 1);
      if (block === 0) convolution(4 * width, inputs, 1); // the shortcut
      inputs = 4 * width;
    }
  }
  all.push([1000, inputs], [1000]);
  return all;
}
