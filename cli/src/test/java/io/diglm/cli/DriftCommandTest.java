package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DriftCommandTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void tellsPeopleAndMachinesAndWritesAPage() throws Exception {
    Path table = Data.flowers(folder);
    Path model = folder.resolve("model.diglm");
    Path page = folder.resolve("drift.html");
    Run.fit(table, model, "--target", "y", "--features", "x,c", "--family", "gaussian").good();
    Run told = Run.of("drift", model, table, "--time", "c", "--report", page);
    assertTrue(told.good().startsWith("verdict     no drift: "), told.out());
    assertTrue(told.out().contains("column      x: distance "), told.out());
    String html = Files.readString(page);
    for (String part :
        new String[] {"Columns, the most different first", "P-values of novelty", "Along c"}) {
      assertTrue(html.contains(part), part);
    }
    JsonNode json = Json.parse(Run.of("drift", model, table, "--json").good());
    assertEquals(300, json.path("rows").asInt());
    assertTrue(json.at("/scores/0/effect").isNumber(), json.toString());
    double sum = 0;
    for (JsonNode share : json.path("p_values")) {
      sum += share.asDouble();
    }
    assertEquals(20, sum, 1e-9);
    assertEquals(2, Run.of("drift", model, table, "--time", "z").code());
  }
}
