package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WatchTest {
  @TempDir private static Path folder = Path.of("");
  private static Path model = Path.of("");

  @BeforeAll
  static void fit() {
    model = folder.resolve("model.diglm");
    Run.fit(rows("train.csv", 1000, 1, 0), model, "--target", "y", "--family", "gaussian").good();
  }

  /** x moved by so much. */
  private static Path rows(String name, int rows, long seed, double moved) {
    SplittableRandom random = new SplittableRandom(seed);
    return Data.rows(
        folder.resolve(name),
        "x,c,y",
        rows,
        i -> {
          double x = random.nextGaussian();
          double y = 2 * x + 0.3 * random.nextGaussian();
          return String.format(
              Locale.ROOT, "%.4f,%s,%.4f", x + moved, "abc".charAt(random.nextInt(3)), y);
        });
  }

  private static JsonNode watched(Object... arguments) throws Exception {
    Object[] all = new Object[arguments.length + 3];
    all[0] = "drift";
    all[1] = model;
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    all[all.length - 1] = "--json";
    return Json.parse(Run.of(all).good()).path("watch");
  }

  @Test
  void followsBatchesAndNamesTheColumnThatMoved() throws Exception {
    Path state = folder.resolve("state.json");
    for (int batch = 0; batch < 3; batch++) {
      JsonNode quiet = watched(rows("batch.csv", 200, 10 + batch, 0), "--watch", state);
      assertEquals(200 * (batch + 1), quiet.path("rows").asInt());
      assertTrue(quiet.path("alarm").isNull(), quiet.toString());
    }
    JsonNode loud = watched(rows("moved.csv", 200, 20, 1.5), "--watch", state);
    assertTrue(loud.at("/alarm/row").asInt() > 600, loud.toString());
    assertEquals("x", loud.at("/columns/0/name").asText());
    assertFalse(loud.at("/columns/0/alarm").isNull(), loud.toString());
    assertTrue(Math.abs(loud.at("/columns/0/since/row").asInt() - 601) < 250, loud.toString());
    assertTrue(loud.at("/columns/1/alarm").isNull(), loud.toString());
    // The alarm stays, in words too.
    Run told = Run.of("drift", model, rows("batch.csv", 5, 30, 0), "--watch", state);
    assertTrue(told.good().contains("watch       ALARM since row 6"), told.out());
    assertTrue(Files.size(state) < 10_000, "bytes " + Files.size(state));
    JsonNode anew = watched(rows("batch.csv", 200, 31, 0), "--watch", state, "--reset");
    assertEquals(200, anew.path("rows").asInt());
    assertTrue(anew.path("alarm").isNull());
  }

  @Test
  void takesBatchesOfOneRowAndSkipsUnreadableOnes() throws Exception {
    Path state = folder.resolve("few.json");
    Path none = rows("none.csv", 0, 1, 0);
    Run.of("drift", model, none, "--watch", state)
        .assertRefused("table file " + none + " must have at least one row, got none");
    assertFalse(Files.exists(state));
    assertEquals(1, watched(rows("one.csv", 1, 1, 0), "--watch", state).path("rows").asInt());
    Path broken = Data.text(folder.resolve("broken.csv"), "x,c,y\n,,1\n,,2\n0.5,a,1\n0.5,b,1\n");
    JsonNode some = watched(broken, "--watch", state);
    assertEquals(3, some.path("rows").asInt());
    assertEquals(2, some.path("skipped").asInt());
  }

  @Test
  void mergesStreams() throws Exception {
    Path one = folder.resolve("left.json");
    Path two = folder.resolve("right.json");
    watched(rows("batch.csv", 100, 41, 0), "--watch", one);
    watched(rows("batch.csv", 50, 42, 3), "--watch", two);
    JsonNode both = watched(rows("batch.csv", 10, 43, 0), "--watch", one, "--merge", two);
    assertEquals(160, both.path("rows").asInt());
    assertFalse(both.path("alarm").isNull(), both.toString());
  }

  @Test
  void refusesTimeThatGoesBack() throws Exception {
    Path state = folder.resolve("time.json");
    Path first = Data.text(folder.resolve("t1.csv"), "x,c,y,day\n0.1,a,1,7\n0.2,b,1,5\n");
    Path second = Data.text(folder.resolve("t2.csv"), "x,c,y,day\n0.1,a,1,6\n0.2,b,1,8\n");
    assertEquals(2, watched(first, "--watch", state, "--time", "day").path("rows").asInt());
    String before = Files.readString(state);
    Run.of("drift", model, second, "--watch", state, "--time", "day")
        .assertRefused("time must not go back, got 6 after 7");
    assertEquals(before, Files.readString(state));
    Path texts = Data.text(folder.resolve("t3.csv"), "x,c,y,day\n0.1,a,1,8\n0.2,b,1,soon\n");
    Run.of("drift", model, texts, "--watch", state, "--time", "day")
        .assertRefused(
            "time must be dates, times or numbers as before, got texts in 'day' such as '8'");
    assertEquals(before, Files.readString(state));
  }

  @Test
  void aBatchThatIsRefusedDoesNotCountInTheStream() throws Exception {
    Path state = folder.resolve("kept.json");
    watched(rows("batch.csv", 20, 61, 0), "--watch", state);
    String before = Files.readString(state);
    Path unreadable = Data.text(folder.resolve("unreadable.csv"), "x,c,y\n" + ",,1\n".repeat(30));
    Run.of("drift", model, unreadable, "--watch", state)
        .assertRefused("rows must include one that can be read, got none of 30");
    assertEquals(before, Files.readString(state));
  }

  @Test
  void refusesStatesThatAreNone() throws Exception {
    Path table = rows("batch.csv", 20, 51, 0);
    Path state = folder.resolve("bad.json");
    watched(table, "--watch", state);
    String good = Files.readString(state);
    Data.text(state, good.substring(0, 50));
    assertTrue(
        Run.of("drift", model, table, "--watch", state)
            .err()
            .startsWith("diglm: " + state + " must be a state of --watch, got one where "));
    Data.text(state, good.replace("\"version\":1", "\"version\":9"));
    Run.of("drift", model, table, "--watch", state)
        .assertRefused(
            state
                + " must be a state of --watch, got one where version must be at most 1, got 9 (read"
                + " it with the diglm that wrote it)");
    Data.text(state, good);
    Run.of("drift", model, table, "--watch", state, "--alpha", 0.2)
        .assertRefused(
            "alpha must be that of the stream, 0.01, got 0.2 (or begin anew with --reset)");
    Run.of("drift", model, table, "--reset")
        .assertRefused("reset must come with --watch, got none");
    Path other = folder.resolve("other.diglm");
    Run.fit(rows("other.csv", 300, 7, 0), other, "--target", "y", "--family", "gaussian").good();
    Run.of("drift", other, table, "--watch", state)
        .assertRefused(
            state
                + ": state must be of this model, got one of another (start anew, or watch with the"
                + " model it is of)");
  }
}
