namespace ChaosPlaybook.Scenarios;

/// <summary>Ways to declare a key.</summary>
internal static class Fields
{
    /// <summary>A key that must be given.</summary>
    public static Field<T> Needed<T>(string key, Form<T> form, string doc) => new(key, form, doc, required: true, default, "");

    /// <summary>A key that may be left out, which means something of its own.</summary>
    public static Field<T> Optional<T>(string key, Form<T> form, string doc, string defaultText = "") =>
        new(key, form, doc, required: false, default, defaultText);

    /// <summary>A key with a default.</summary>
    public static Field<T> Default<T>(string key, Form<T> form, string doc, T value, string text) =>
        new(key, form, doc, required: false, value, text);

    /// <summary>A number, count or duration with a default, which is written as the form writes it.</summary>
    public static Field<T> Default<T>(string key, BoundedForm<T> form, string doc, T value) =>
        new(key, form, doc, required: false, value, form.Write(Convert.ToDouble(value)));

    /// <summary>A word with a default.</summary>
    public static Field<T> Default<T>(string key, WordForm<T> form, string doc, T value) where T : struct, Enum =>
        new(key, form, doc, required: false, value, WordForm<T>.Of(value));
}
