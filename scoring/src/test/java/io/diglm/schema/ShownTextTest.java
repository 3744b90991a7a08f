package io.diglm.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class ShownTextTest {
  @Test
  void textsAreShownInOneLineAndNotTooLong() {
    assertEquals("plain 'text' é", ShownText.of("plain 'text' é"));
    assertEquals("a\\u000a\\u0009at b\\u0085", ShownText.of("a\n\tat b\u0085"));
    assertEquals("x".repeat(100), ShownText.of("x".repeat(100)));
    assertEquals("x".repeat(100) + "...", ShownText.of("x".repeat(101)));
    String emoji = "\ud83d\ude00";
    assertEquals(emoji.repeat(100) + "...", ShownText.of(emoji.repeat(150)));
    assertEquals("x".repeat(200) + "\\u000a", ShownText.line("x".repeat(200) + "\n"));
  }
}
