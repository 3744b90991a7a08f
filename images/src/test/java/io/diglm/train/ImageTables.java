package io.diglm.train;

import io.diglm.model.FlowConfig;
import io.diglm.schema.Cells;
import io.diglm.schema.ImageShape;
import io.diglm.schema.Images;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Makes tables of small images for tests. */
final class ImageTables {
  private ImageTables() {}

  /** Images whose left ("left") or right ("right") half is bright. */
  static Table halves(ImageShape shape, int rows, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] pixels = new byte[rows * shape.size()];
    int[] codes = new int[rows];
    for (int row = 0; row < rows; row++) {
      codes[row] = random.nextInt(2);
      for (int i = 0; i < shape.size(); i++) {
        boolean right = i % shape.width() >= (shape.width() + 1) / 2;
        double mean = right == (codes[row] == 1) ? 170 : 80;
        double level = mean + 25 * random.nextGaussian();
        pixels[row * shape.size() + i] = (byte) Math.max(0, Math.min(255, level));
      }
    }
    return table(new Images(shape, pixels), codes);
  }

  /** Images with the labels "left" (code 0), "right" (1) or none (-1). */
  static Table table(Images images, int... codes) {
    Cells cells = new Cells.Texts(codes, List.of("left", "right"));
    TableColumn label = new TableColumn("label", StorageType.TEXT, cells);
    return new Table("halves", List.of(label), codes.length, Optional.of(images));
  }

  /** A small model that trains in a second or two. */
  static FitConfig quick(ImageShape shape, FlowConfig.Architecture architecture) {
    FlowConfig flow =
        FlowConfig.ofImages(shape).architecture(architecture).layers(2).hidden(8).depth(2);
    return FitConfig.ofImages("label", shape)
        .flow(flow)
        .optimiser(o -> o.learningRate(5e-3).epochs(6))
        .images(i -> i.shift(0))
        .run(r -> r.threads(1).seed(11));
  }
}
