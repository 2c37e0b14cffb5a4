namespace ChaosPlaybook.Cli.Tests;

/// <summary>Tests that run command lines in a folder of their own, which is gone afterwards.</summary>
public abstract class InFolder : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chaosplaybook-").FullName;

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>A path in the folder; without parts the folder itself.</summary>
    protected string At(params string[] parts) => Path.Combine([_folder, .. parts]);

    /// <summary>Copies the petstore scenario and the playbook file that it refers to.</summary>
    protected void CopyPetstore()
    {
        Directory.CreateDirectory(At("playbooks"));
        File.Copy(House.Tests.Repository.PathOf("scenarios", "playbooks", "petstore-training.json"), At("playbooks", "petstore-training.json"));
        File.Copy(House.Tests.Repository.PathOf("scenarios", "petstore.yaml"), At("petstore.yaml"));
    }

    /// <summary>Runs a command line.</summary>
    protected static (int Code, string Output, string Error) Run(params string[] arguments) => Run(TestContext.Current.CancellationToken, arguments);

    /// <summary>Runs a command line that may be interrupted.</summary>
    protected static (int Code, string Output, string Error) Run(CancellationToken cancel, params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        var code = CommandLine.Run(arguments, new Terminal(output, error), cancel);
        return (code, output.ToString(), error.ToString());
    }
}
