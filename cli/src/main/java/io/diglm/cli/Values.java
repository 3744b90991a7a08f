package io.diglm.cli;

import io.diglm.cli.text.Printable;
import io.diglm.data.FileFormat;
import io.diglm.data.ImageSource;
import io.diglm.experiments.Preset;
import io.diglm.gradient.Device;
import io.diglm.model.FamilyName;
import io.diglm.schema.NearestName;
import io.diglm.selective.NoveltyScore;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/** Converts the texts of options to values, with errors of the form "must ..., got ...". */
final class Values {
  private static final Pattern DURATION = Pattern.compile("(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?");

  private Values() {}

  static CommandLine register(CommandLine command) {
    List<Class<? extends Enum<?>>> enums =
        List.of(
            Device.class,
            ImageSource.Part.class,
            FileFormat.class,
            NoveltyScore.class,
            CompletionCommand.Shell.class,
            Preset.class);
    enums.forEach(type -> registerEnum(command, type));
    return command
        .registerConverter(int.class, Values::whole)
        .registerConverter(Integer.class, Values::whole)
        .registerConverter(long.class, Values::wholeLong)
        .registerConverter(double.class, Values::number)
        .registerConverter(Double.class, Values::number)
        .registerConverter(Duration.class, Values::duration);
  }

  @SuppressWarnings("unchecked")
  private static void registerEnum(CommandLine command, Class<? extends Enum<?>> type) {
    command.registerConverter((Class<Object>) (Class<?>) type, text -> constant(type, text));
  }

  /** Returns the constant of this name, written in lower case. */
  static <E extends Enum<?>> E constant(Class<E> type, String text) {
    return constant(List.of(type.getEnumConstants()), text);
  }

  /** Returns the constants of a setting that a user may name: the family of no target is none. */
  static List<Enum<?>> constants(Class<?> type) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> constant != FamilyName.NONE)
        .<Enum<?>>map(constant -> (Enum<?>) constant)
        .toList();
  }

  /** Returns the named one of these constants. */
  static <E extends Enum<?>> E constant(List<E> constants, String text) {
    List<String> names = constants.stream().map(Printable::lower).toList();
    int index = names.indexOf(text.toLowerCase(Locale.ROOT));
    if (index < 0) {
      String hint = NearestName.of(text, names).map(n -> "; did you mean " + n + "?").orElse("");
      throw new TypeConversionException(
          "must be one of %s, got %s%s".formatted(String.join(", ", names), text, hint));
    }
    return constants.get(index);
  }

  /** Returns the name of an option or parameter for messages, without dashes. */
  static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option
        ? option.longestName().replaceFirst("^-+", "")
        : argument.paramLabel();
  }

  private static int whole(String text) {
    long value = wholeLong(text);
    if (value != (int) value) {
      throw new TypeConversionException("must be within ±2147483647, got " + text);
    }
    return (int) value;
  }

  private static long wholeLong(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException("must be a whole number, got " + text);
    }
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException("must be a number, got " + text);
    }
  }

  private static Duration duration(String text) {
    Matcher parts = DURATION.matcher(text);
    if (text.isEmpty() || !parts.matches()) {
      throw new TypeConversionException("must be a time like 90s, 10m or 1h30m, got " + text);
    }
    return Duration.ofHours(part(parts, 1)).plusMinutes(part(parts, 2)).plusSeconds(part(parts, 3));
  }

  private static long part(Matcher parts, int group) {
    String digits = parts.group(group);
    if (digits == null) {
      return 0;
    }
    if (digits.length() > 9) {
      throw new TypeConversionException("must be under 1000000000 of a unit, got " + digits);
    }
    return Long.parseLong(digits);
  }
}
