// Images: one model that tells classes apart and refuses images of another kind.
// After ./diglm --fetch-images:  java -cp 'cli/target/lib/*:cli/target/images/*' examples/05-images.java

import io.diglm.predict.Prediction;
import io.diglm.schema.Cells;
import io.diglm.schema.ImageShape;
import io.diglm.schema.Images;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.train.Fit;
import io.diglm.train.FitConfig;
import io.diglm.train.FitResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

final class ImagesOfBars {
  private static final ImageShape SHAPE = new ImageShape(1, 8, 8);

  public static void main(String[] args) {
    Duration limit = Duration.ofSeconds(args.length > 0 ? Long.parseLong(args[0]) : 60);
    FitConfig config =
        FitConfig.ofImages("label", SHAPE).rejection(r -> r.falseAlarms(0.05)).run(r -> r.timeLimit(limit).seed(1));
    try (FitResult result = Fit.of(config).run(bars(1200, false))) {
      System.out.println(result.testEvaluation().orElseThrow().measures());
      tell("bars", result, bars(200, false));
      tell("noise", result, bars(200, true));
    }
  }

  private static void tell(String what, FitResult result, Table images) {
    long refused =
        result.predictor().predict(images).stream()
            .filter(p -> p instanceof Prediction.Answer answer && answer.rejected())
            .count();
    System.out.printf("%s: %d of %d refused%n", what, refused, images.rows());
  }

  /** Bright rows ("flat") or columns ("upright") of pixels, or pixels of noise. */
  private static Table bars(int count, boolean noise) {
    SplittableRandom random = new SplittableRandom(noise ? 2 : count);
    byte[] pixels = new byte[count * SHAPE.size()];
    int[] codes = new int[count];
    for (int image = 0; image < count; image++) {
      codes[image] = random.nextInt(2);
      int bar = random.nextInt(8);
      for (int i = 0; i < SHAPE.size(); i++) {
        boolean bright = (codes[image] == 0 ? i / 8 : i % 8) == bar;
        double level = (noise ? 255 * random.nextDouble() : bright ? 190 : 50);
        pixels[image * SHAPE.size() + i] =
            (byte) Math.max(0, Math.min(255, level + 12 * random.nextGaussian()));
      }
    }
    Cells labels = new Cells.Texts(codes, List.of("flat", "upright"));
    TableColumn label = new TableColumn("label", StorageType.TEXT, labels);
    return new Table("bars", List.of(label), count, Optional.of(new Images(SHAPE, pixels)));
  }
}
