package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.diglm.json.Json;
import io.diglm.model.FlowConfig;
import io.diglm.train.FitConfig;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

final class FitDefaultsTest {
  private static final CommandLine FIT = Values.register(new CommandLine(new FitCommand()));

  @Test
  void everyComponentOfTheConfigurationIsAnOption() {
    JsonObject config = Json.object(FitConfig.of("y"));
    List<String> missing =
        Stream.concat(config.keySet().stream(), Json.object(FlowConfig.ofRows()).keySet().stream())
            .filter(name -> !name.equals("latent_variance"))
            .map(FitDefaults::option)
            .filter(option -> FIT.getCommandSpec().findOption("--" + option) == null)
            .toList();
    assertEquals(List.of(), missing);
  }

  @Test
  void optionsDefaultToTheConfigurationsValues() {
    OptionSpec rate = FIT.getCommandSpec().findOption("--learning-rate");
    String expected = Double.toString(FitConfig.of("y").optimiser().learningRate());
    assertEquals(expected, new FitDefaults().defaultValue(rate));
  }

  @Test
  void helpShowsTheDefaults() {
    String help = FIT.getUsageMessage(CommandLine.Help.Ansi.OFF);
    assertTrue(
        help.contains("Default: " + FitConfig.of("y").optimiser().weightDecay() + "."), help);
  }
}
