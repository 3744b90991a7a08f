package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.model.Dispersion;
import io.diglm.model.FamilyName;
import io.diglm.model.FlowConfig;
import io.diglm.model.HeadConfig;
import io.diglm.model.Link;
import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LeastSquaresTest {
  private static final HeadConfig MIXTURE =
      HeadConfig.point(FamilyName.MIXTURE, Link.IDENTITY, Dispersion.MODELLED, 3, 2, 5);

  private static final int ROWS = 300;

  /** Two columns of whole numbers, and a target; the last 100 rows validate. */
  private record Sample(double[] a, double[] b, double[] y) {
    static Sample of(double noise) {
      SplittableRandom random = new SplittableRandom(3);
      double[] a = random.ints(ROWS, 0, 12).asDoubleStream().toArray();
      double[] b = random.ints(ROWS, 0, 7).asDoubleStream().toArray();
      double[] y =
          IntStream.range(0, ROWS)
              .mapToDouble(i -> 3 * a[i] - 2 * b[i] + 1 + noise * random.nextGaussian())
              .toArray();
      return new Sample(a, b, y);
    }

    TrainingData data() {
      Table table =
          new Table("whole", List.of(whole("a", a), whole("b", b), Tables.numbers("y", y)), ROWS);
      return TrainingRows.of(table, 200);
    }

    private static TableColumn whole(String name, double[] values) {
      return new TableColumn(name, StorageType.INTEGER, new Cells.Numbers(values));
    }
  }

  private static Trained stepped(HeadConfig head, TrainingData data) {
    FitConfig config = Tables.quick("y").optimiser(o -> o.epochs(5).batchSize(20));
    return new NetworkFit(data, config, FitListener.SILENT, Optional.empty(), false)
        .linear(head, FlowConfig.ofRows().layers(2).hidden(8));
  }

  private static Optional<Trained> closed(HeadConfig head, TrainingData data) {
    return new LeastSquares(head, data).model(FlowConfig.ofRows().identity(), Tables.quick("y"));
  }

  /** Returns the root mean squared error of the answers over the validation rows. */
  private static double error(HeadConfig head, TrainingData data, Trained model) {
    double[] eta = model.eta(head, data, data.validation());
    double sum = 0;
    for (int i = 0; i < data.validation().length; i++) {
      double mean = head.distribution(eta, i * head.predictors()).mean();
      double apart = mean - data.targets()[data.validation()[i]];
      sum += apart * apart / data.validation().length;
    }
    return Math.sqrt(sum);
  }

  @Test
  void aTargetThatIsAFunctionOfWholeNumbersIsFound() {
    TrainingData data = Sample.of(0).data();
    Trained exact = closed(MIXTURE, data).orElseThrow();
    assertTrue(error(MIXTURE, data, exact) < 1e-3);
    assertTrue(error(MIXTURE, data, stepped(MIXTURE, data)) > 0.1);
    assertEquals(List.of(), exact.history());
  }

  @Test
  void theDeviationIsThatOfTheResiduals() {
    TrainingData data = Sample.of(2).data();
    Trained model = closed(MIXTURE, data).orElseThrow();
    double[] eta = model.eta(MIXTURE, data, data.validation());
    assertEquals(2, MIXTURE.distribution(eta, 0).sd(), 0.2);
    assertEquals(2, error(MIXTURE, data, model), 0.3);
  }

  @Test
  void aFewWildTargetsMakeTheTailsHeavy() {
    Sample wild = Sample.of(1);
    IntStream.range(0, 10).forEach(i -> wild.y[20 * i] += i % 2 == 0 ? 60 : -60);
    TrainingData data = wild.data();
    double[] eta = closed(MIXTURE, data).orElseThrow().eta(MIXTURE, data, data.validation());
    double[] sds =
        IntStream.range(0, 3).mapToDouble(k -> 5 * Math.exp(eta[6 + k])).sorted().toArray();
    assertTrue(sds[0] < 4, Arrays.toString(sds));
    assertTrue(sds[2] > 30, Arrays.toString(sds));
  }

  @Test
  void itTakesThePlaceOfNetworksThatTimeStopped() {
    TrainingData data = Sample.of(0).data();
    FitConfig config = FitConfig.of("y").optimiser(o -> o.members(1)).run(r -> r.threads(1));
    List<String> warnings = new ArrayList<>();
    Clock over = Clock.started(2, Duration.ofSeconds(1));
    List<Trained> members =
        new MemberTraining(config, data, Checkpoints.NONE, FitListener.SILENT, warnings)
            .trained(MIXTURE, FlowConfig.ofRows().layers(2).hidden(8), "print", over);
    assertEquals(1, members.size());
    assertEquals(List.of(), members.get(0).history());
    assertTrue(error(MIXTURE, data, members.get(0)) < 1e-3);
    assertTrue(warnings.toString().contains("a linear model"), warnings.toString());
  }

  @Test
  void otherFamiliesHaveNone() {
    HeadConfig gaussian =
        HeadConfig.point(FamilyName.GAUSSIAN, Link.IDENTITY, Dispersion.MODELLED, 1, 0, 1);
    assertTrue(closed(gaussian, Sample.of(1).data()).isEmpty());
  }
}
