package io.diglm.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Frames with columns missing, renamed, doubled and of other types, and with odd cells: each is
 * answered, or refused in one line. {@code -Ddiglm.fuzz=N} tries N times as many.
 */
@ExtendWith(LocalSpark.class)
final class MutatedFramesTest {
  private static final int TIMES = Integer.getInteger("diglm.fuzz", 1);
  private static final String CASE = "spark.sql.caseSensitive";
  private static final List<String> FEATURES = OddFrame.NAMES.subList(0, 6);

  private static List<DiglmModel> models = List.of();

  @BeforeAll
  static void fit(SparkSession spark) {
    Dataset<Row> usual = OddFrame.usual(400, new SplittableRandom(1)).in(spark);
    models =
        List.of(
            regressor().fit(usual),
            new DiglmClassifier()
                .setLabelCol("Kind")
                .setFeaturesCols("a.b", "c`d", "flag", "the day", "t")
                .setEpochs(1)
                .setThreads(1)
                .fit(usual),
            new DiglmDetector()
                .setFeaturesCols(FEATURES.toArray(String[]::new))
                .setEpochs(1)
                .setThreads(1)
                .fit(usual));
  }

  private static DiglmRegressor regressor() {
    return new DiglmRegressor()
        .setLabelCol("y")
        .setFeaturesCols(FEATURES.toArray(String[]::new))
        .setFamily("gaussian")
        .setEpochs(1)
        .setThreads(1);
  }

  @AfterEach
  void caseDoesNotCount(SparkSession spark) {
    spark.conf().set(CASE, false);
  }

  private interface Turn {
    void take(OddFrame frame, SplittableRandom random);
  }

  /** Takes turns; returns how many were not refused. */
  private static int turns(SparkSession spark, int turns, int most, long seed, Turn turn) {
    int answered = 0;
    for (int i = 0; i < turns * TIMES; i++) {
      SplittableRandom random = new SplittableRandom(1000 * seed + i);
      OddFrame frame = OddFrame.mutated(random.nextInt(most + 1), random);
      spark.conf().set(CASE, random.nextInt(4) == 0);
      try {
        turn.take(frame, random);
        answered++;
      } catch (IllegalArgumentException e) {
        Judged.refusal(e, frame);
      } catch (Exception e) { // Spark throws checked ones without saying so
        fail("turn " + i + " of " + frame, e);
      }
    }
    return answered;
  }

  @Test
  void framesAreAnsweredAsTheirColumnsAloneAreOrRefused(SparkSession spark) {
    int answered =
        turns(
            spark,
            60,
            12,
            1,
            (frame, random) -> {
              DiglmModel model = models.get(random.nextInt(models.size()));
              List<Row> rows = model.transform(frame.in(spark)).collectAsList();
              assertEquals(frame.rows().size(), rows.size());
              boolean exact = Boolean.parseBoolean(spark.conf().get(CASE));
              int[] fields = fields(model, frame, exact);
              assertTrue(IntStream.of(fields).allMatch(at -> at >= 0), frame.toString());
              OddFrame alone = frame.only(List.of(model.featureNames()), fields);
              List<Row> expected = model.transform(alone.in(spark)).collectAsList();
              for (int i = 0; i < rows.size(); i++) {
                Row detail = rows.get(i).getAs("detailedPrediction");
                Judged.answer(detail);
                assertEquals(expected.get(i).getAs("detailedPrediction"), detail);
                assertEquals(expected.get(i).<Object>getAs("prediction"), prediction(rows.get(i)));
                for (int c = 0; c < frame.schema().length(); c++) {
                  assertKept(frame, i, c, rows.get(i).get(c));
                }
              }
            });
    assertTrue(answered > 10 * TIMES && answered < 55 * TIMES, "answered " + answered);
  }

  private static Object prediction(Row row) {
    return row.getAs("prediction");
  }

  private static int[] fields(DiglmModel model, OddFrame frame, boolean exact) {
    return IntStream.range(0, model.featureNames().length)
        .map(i -> frame.field(model.featureNames()[i], exact))
        .toArray();
  }

  /** Texts and numbers stay; Spark makes other classes of dates and lists. */
  private static void assertKept(OddFrame frame, int row, int column, Object got) {
    Object given = frame.rows().get(row).get(column);
    if (given instanceof String || given instanceof Long || given instanceof Double) {
      assertEquals(clean(given), got);
    }
  }

  /** Spark keeps texts as UTF-8, which has no half of a pair. */
  private static Object clean(Object cell) {
    return cell.equals("\ud800") ? "?" : cell;
  }

  @Test
  void rowsThatCannotBeReadAreSkippedOrEndTheJob(SparkSession spark) {
    int answered =
        turns(
            spark,
            30,
            12,
            2,
            (frame, random) -> {
              DiglmModel model = models.get(random.nextInt(models.size()));
              Dataset<Row> rows = frame.in(spark);
              long bad =
                  model.transform(rows).collectAsList().stream()
                      .filter(row -> row.<Row>getAs("detailedPrediction").getAs("error") != null)
                      .count();
              DiglmModel skipping = model.copy(new ParamMap());
              skipping.setHandleInvalid("skip");
              assertEquals(frame.rows().size() - bad, skipping.transform(rows).count());
              skipping.setHandleInvalid("error");
              boolean ended = ends(skipping, rows, frame);
              assertEquals(bad > 0, ended, frame.toString());
            });
    assertTrue(answered > 5 * TIMES, "answered " + answered);
  }

  private static boolean ends(DiglmModel model, Dataset<Row> rows, OddFrame frame) {
    try {
      model.transform(rows).collectAsList();
      return false;
    } catch (Exception e) {
      for (Throwable at = e; at != null; at = at.getCause()) {
        if (at instanceof TaskRefusal) {
          Judged.refusal(at, frame);
          return true;
        }
      }
      return fail(frame.toString(), e);
    }
  }

  @Test
  void driftOfFramesIsToldOrRefused(SparkSession spark) {
    int told =
        turns(
            spark,
            25,
            12,
            3,
            (frame, random) -> {
              DiglmModel model = models.get(random.nextInt(models.size()));
              Dataset<Row> rows = frame.in(spark);
              if (random.nextBoolean() && frame.schema().length() > 0) {
                String[] names = frame.schema().fieldNames();
                assertTrue(model.drift(rows, names[random.nextInt(names.length)]).rows() >= 2);
              } else {
                assertTrue(model.driftRows(rows, "").count() > 2);
              }
            });
    assertTrue(told > 3 * TIMES, "told " + told);
  }

  @Test
  void framesAreFittedOrRefused(SparkSession spark) {
    int fitted =
        turns(
            spark,
            8,
            120,
            4,
            (frame, random) -> {
              Dataset<Row> rows = frame.in(spark);
              String[] names = frame.schema().fieldNames();
              String label = names.length == 0 ? "y" : names[random.nextInt(names.length)];
              DiglmModel model =
                  switch (random.nextInt(4)) {
                    case 0 -> regressor().fit(rows);
                    case 1 -> new DiglmRegressor().setLabelCol(label).setEpochs(1).fit(rows);
                    case 2 -> new DiglmClassifier().setLabelCol(label).setEpochs(1).fit(rows);
                    default -> new DiglmDetector().setEpochs(1).fit(rows);
                  };
              assertEquals(rows.count(), model.transform(rows).count());
            });
    assertTrue(fitted > 0, "fitted " + fitted);
  }
}
