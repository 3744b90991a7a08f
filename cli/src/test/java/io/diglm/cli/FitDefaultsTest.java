package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.model.FlowConfig;
import io.diglm.train.FitConfig;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

final class FitDefaultsTest {
  private static final CommandLine FIT = Values.register(new CommandLine(new FitCommand()));

  @Test
  void everyComponentOfTheConfigurationIsAnOption() {
    List<String> missing =
        Stream.of(FitConfig.class, FlowConfig.class)
            .flatMap(type -> Arrays.stream(type.getRecordComponents()))
            .map(RecordComponent::getName)
            .filter(name -> !name.equals("latentVariance"))
            .map(FitDefaults::option)
            .filter(option -> FIT.getCommandSpec().findOption("--" + option) == null)
            .toList();
    assertEquals(List.of(), missing);
  }

  @Test
  void optionsDefaultToTheConfigurationsValues() {
    OptionSpec rate = FIT.getCommandSpec().findOption("--learning-rate");
    String expected = Double.toString(FitConfig.of("y").build().learningRate());
    assertEquals(expected, new FitDefaults().defaultValue(rate));
  }

  @Test
  void helpShowsTheDefaults() {
    String help = FIT.getUsageMessage(CommandLine.Help.Ansi.OFF);
    assertTrue(help.contains("Default: " + FitConfig.of("y").build().weightDecay() + "."), help);
  }
}
