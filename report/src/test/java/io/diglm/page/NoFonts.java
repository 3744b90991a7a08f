package io.diglm.page;

/** A program for a Java without fonts: prints what the report says about it. */
final class NoFonts {
  private NoFonts() {}

  public static void main(String[] args) {
    try {
      ReportWriter.requireFonts();
    } catch (IllegalStateException e) {
      System.out.println(e.getMessage());
    }
  }
}
