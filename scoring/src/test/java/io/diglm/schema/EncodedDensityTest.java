package io.diglm.schema;

import static io.diglm.schema.Tables.infer;
import static io.diglm.schema.Tables.numbers;
import static io.diglm.schema.Tables.schemaOf;
import static io.diglm.schema.Tables.table;
import static io.diglm.schema.Tables.target;
import static io.diglm.schema.Tables.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diglm.distribution.StandardNormal;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** Densities of rows under p(v) = N(0, 1). */
final class EncodedDensityTest {
  private static final double NAN = Double.NaN;

  @Test
  void probabilitiesOfLevelsSumToOne() {
    TableColumn a = texts("a", "x", "y", "x", "", "z", "x");
    TableColumn b = numbers("b", StorageType.BOOLEAN, 1, 0, 1, 1, 0, 0);
    TableColumn c = numbers("c", StorageType.DECIMAL, 7.5, 7.5, 7.5, 7.5, 7.5, 7.5);
    Encoder encoder = new Encoder(infer(table(a, b, c, target(6))).schema());
    double sum = 0;
    for (String text : new String[] {"x", "y", "z", "", "unknown"}) {
      for (double flag : new double[] {0, 1, 2}) {
        for (double constant : new double[] {7.5, 8}) {
          Table row =
              table(
                  texts("a", text),
                  numbers("b", StorageType.INTEGER, flag),
                  numbers("c", StorageType.DECIMAL, constant));
          sum += Math.exp(logDensities(encoder, row, Noise.midpoint())[0]);
        }
      }
    }
    assertEquals(1, sum, 1e-6);
  }

  @Test
  void probabilityOfALevelIsItsSmoothedShareWhateverTheNoise() {
    Encoder encoder = new Encoder(schemaOf(texts("a", "x", "y", "x", "x")));
    Table rows = table(texts("a", "x", "y", "new"));
    for (int seed = 0; seed < 50; seed++) {
      double[] logDensities = logDensities(encoder, rows, Noise.seeded(seed));
      assertEquals(Math.log(4.0 / 7), logDensities[0], 1e-6);
      assertEquals(Math.log(2.0 / 7), logDensities[1], 1e-6);
      assertEquals(Math.log(1.0 / 7), logDensities[2], 1e-6);
    }
  }

  @Test
  void missingNumberHasTheProbabilityOfMissing() {
    Encoder encoder = new Encoder(schemaOf(numbers("x", StorageType.DECIMAL, 1.5, NAN, 2.7, 9)));
    Table missing = table(numbers("x", StorageType.DECIMAL, NAN));
    for (int seed = 0; seed < 50; seed++) {
      double logDensity = logDensities(encoder, missing, Noise.seeded(seed))[0];
      assertEquals(Math.log(2.0 / 6), logDensity, 1e-5);
    }
    assertEquals(Math.log(2.0 / 6), logDensities(encoder, missing, Noise.midpoint())[0], 1e-6);
  }

  @Test
  void probabilitiesOfWholeNumbersSumToOne() {
    Encoder encoder = new Encoder(schemaOf(numbers("x", StorageType.INTEGER, 90, 103, 95, 111)));
    double[] all = DoubleStream.iterate(0, x -> x + 1).limit(201).toArray();
    assertEquals(1, sum(encoder, numbers("x", StorageType.INTEGER, all), 200), 1e-3);
  }

  @Test
  void densityOfDecimalsIsPerUnitOfTheColumn() {
    Encoder encoder = new Encoder(schemaOf(numbers("x", StorageType.DECIMAL, 1.5, 2, 0.5, 3.5)));
    double[] all = DoubleStream.iterate(-20, x -> x + 0.5).limit(81).toArray();
    assertEquals(1, 0.5 * sum(encoder, numbers("x", StorageType.DECIMAL, all), 200), 1e-3);
  }

  @Test
  void densityOfHeavyTailsIntegratesToOne() {
    double[] training = DoubleStream.iterate(-50.5, x -> x + 1.01).limit(100).toArray();
    training[0] = -1e5 - 0.1234567;
    training[99] = 1e5 + 0.7654321;
    Encoder encoder = new Encoder(schemaOf(numbers("x", StorageType.DECIMAL, training)));
    double previous = -1e9;
    double integral = 0;
    for (double s = -20; s <= 20; s += 0.002) {
      double next = 30 * Math.sinh(s);
      Table at = table(numbers("x", StorageType.DECIMAL, (previous + next) / 2));
      double density = Math.exp(logDensities(encoder, at, Noise.midpoint())[0]);
      integral += (next - previous) * density;
      previous = next;
    }
    assertEquals(1, integral, 1e-3);
  }

  @Test
  void probabilitiesOfDaysSumToTheMassOfSevenWeekdays() {
    TableColumn dates = numbers("d", StorageType.DATE, 15_706, 15_712, 15_733, 15_724, 15_738);
    Schema schema = schemaOf(dates);
    Encoder encoder = new Encoder(schema);
    double[] all = DoubleStream.iterate(15_000, x -> x + 1).limit(1_500).toArray();
    Scaling weekday = ((NumberAxis) schema.features().get(0).axes().get(1)).scaling();
    double mass = StandardNormal.cdf(weekday.ratio(7, 0)) - StandardNormal.cdf(weekday.ratio(0, 0));
    assertEquals(mass, sum(encoder, numbers("d", StorageType.DATE, all), 300), 1e-2);
  }

  /** Averages the density over the noise, which is what a probability of a grid point is. */
  private static double sum(Encoder encoder, TableColumn column, int draws) {
    double sum = 0;
    for (int seed = 0; seed < draws; seed++) {
      for (double logDensity : logDensities(encoder, table(column), Noise.seeded(seed))) {
        sum += Math.exp(logDensity) / draws;
      }
    }
    return sum;
  }

  private static double[] logDensities(Encoder encoder, Table table, Noise noise) {
    BoundTable bound = encoder.bind(table);
    int d = encoder.dimension();
    Encoded encoded = encoder.encode(bound, bound.allRows(), 0, bound.rows(), noise);
    double[] logDensity = encoded.logDet();
    for (int i = 0; i < encoded.v().length; i++) {
      logDensity[i / d] += StandardNormal.logDensity(encoded.v()[i]);
    }
    return logDensity;
  }
}
