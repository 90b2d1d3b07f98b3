// SPDX-License-Identifier: GPL-3.0-or-later
//
// `set -a; . FILE` in dash, the sh of Debian and Ubuntu. Where bash differs, dash counts: bash goes
// on after a syntax error, knows NAME+=…, NAME[…]=… and $'…', and expands ${NAME/…}.
//
// The file is read as if there were no command that could be found and no file that could be read:
// nothing is run or opened, and what would have been is reported.
#include "env/dialects/dialectreaders.h"
#include "env/dialects/linecounter.h"
#include "env/dialects/sh/shellexpander.h"
#include "env/dialects/sh/shellparser.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::EnvReading)
};

constexpr int notFound = 127;

/// After these an assignment before them stays, and a fault in them ends the shell.
bool isSpecial(QByteArrayView name)
{
    constexpr QByteArrayView names[]{".",     ":",      "break",    "continue", "eval", "exec",
                                     "exit",  "export", "readonly", "return",   "set",  "shift",
                                     "times", "trap",   "unset",    "local"};
    return std::ranges::contains(names, name);
}

/// Of `set -o NAME`; '-' for one that has none, '?' for none.
char optionLetter(QByteArrayView name)
{
    constexpr std::pair<QByteArrayView, char> options[]{
        {"allexport", 'a'}, {"debug", '-'},       {"emacs", 'E'},   {"errexit", 'e'},
        {"ignoreeof", 'I'}, {"interactive", 'i'}, {"monitor", 'm'}, {"noclobber", 'C'},
        {"noexec", 'n'},    {"noglob", 'f'},      {"nolog", '-'},   {"notify", 'b'},
        {"nounset", 'u'},   {"privileged", 'p'},  {"stdin", 's'},   {"verbose", 'v'},
        {"vi", 'V'},        {"xtrace", 'x'},
    };
    for (const auto &[known, letter] : options) {
        if (known == name)
            return letter;
    }
    return '?';
}

class ShellReader
{
public:
    ShellReader(QByteArrayView text, const EnvVariables &process)
        : m_parser(text)
        , m_lines(text)
        , m_variables(process)
        , m_expander(m_variables)
    { }

    EnvReading read();

private:
    /// Whether the outcome is looked at, so that `set -e` does not.
    enum class Outcome { Counts, IsTested };

    struct Local
    {
        QByteArray name;
        ShellVariables::Variable before;
    };

    void run(const ShellAndOr &andOr);
    int run(const ShellPipeline &pipeline, Outcome outcome);
    int run(const ShellCommand &command);
    QList<QByteArray> arguments(const ShellCommand &command);
    /// False when the command is not carried out.
    bool follow(const ShellRedirect &redirect);
    void assign(const ShellCommand &command, const QList<int> &lines, QList<Local> *locals);
    int execute(const QList<QByteArray> &arguments);
    int declare(const QList<QByteArray> &arguments);
    int unset(const QList<QByteArray> &arguments);
    int setOptions(const QList<QByteArray> &arguments);
    void setOption(char letter, bool isOn);
    void loseAssignments(const ShellCommand &command);

    void report(const QString &message) { m_errors.append({m_line, message}); }
    void stop(const QString &fault);
    void reportExpansions();

    ShellParser m_parser;
    LineCounter m_lines;
    ShellVariables m_variables;
    ShellExpander m_expander;
    QList<EnvReadError> m_errors;
    int m_line = 1;
    int m_status = 0;
    QByteArray m_options = "a";
    bool m_hasStopped = false;
};

EnvReading ShellReader::read()
{
    ShellLine line;
    while (!m_hasStopped && m_parser.next(line)) {
        for (const ShellAndOr &andOr : std::as_const(line)) {
            if (!m_hasStopped)
                run(andOr);
        }
    }
    if (!m_hasStopped && !m_parser.fault().isEmpty()) {
        m_line = m_lines.lineAt(m_parser.faultAt());
        stop(m_parser.fault());
    }
    return {m_variables.exported(), m_errors};
}

void ShellReader::stop(const QString &fault)
{
    if (!fault.isEmpty())
        report(fault);
    m_hasStopped = true;
}

void ShellReader::run(const ShellAndOr &andOr)
{
    if (andOr.isInBackground) {
        for (const ShellPipeline &pipeline : andOr.pipelines) {
            for (const ShellCommand &command : pipeline.commands)
                loseAssignments(command);
        }
        m_status = 0;
        return;
    }
    for (qsizetype i = 0; i < andOr.pipelines.size() && !m_hasStopped; ++i) {
        const bool hasSucceeded = m_status == 0;
        if (i > 0 && (andOr.joins[i - 1] == ShellAndOr::Join::And) != hasSucceeded)
            continue;
        const bool isLast = i + 1 == andOr.pipelines.size();
        m_status = run(andOr.pipelines[i], isLast ? Outcome::Counts : Outcome::IsTested);
    }
}

int ShellReader::run(const ShellPipeline &pipeline, Outcome outcome)
{
    int status = 0;
    if (pipeline.commands.size() == 1) {
        status = run(pipeline.commands.first());
    } else {
        for (const ShellCommand &command : pipeline.commands)
            loseAssignments(command);
        status = pipeline.commands.last().words.isEmpty() ? 0 : notFound;
    }
    if (pipeline.isNegated)
        return status == 0 ? 1 : 0;
    if (m_options.contains('e') && status != 0 && outcome == Outcome::Counts && !m_hasStopped)
        stop(Words::tr("The shell stops here: a command fails after ‘set -e’."));
    return status;
}

void ShellReader::loseAssignments(const ShellCommand &command)
{
    m_line = m_lines.lineAt(command.at);
    if (command.words.isEmpty())
        report(Words::tr("An unquoted ‘&’ or ‘|’ sets this variable in a process of its own, so "
                         "that it is lost. Put the value in quotes."));
    else
        report(Words::tr("The shell would run a command here. It was not run, and its line sets "
                         "nothing."));
}

int ShellReader::run(const ShellCommand &command)
{
    m_line = m_lines.lineAt(command.at);
    QList<int> lines;
    for (const ShellWord &word : command.assignments)
        lines.append(m_lines.lineAt(word.at));
    m_expander.beginCommand(m_line, m_status);

    const QList<QByteArray> words = arguments(command);
    bool isCarriedOut = !m_hasStopped;
    for (const ShellRedirect &redirect : command.redirects)
        isCarriedOut = isCarriedOut && follow(redirect);
    if (!isCarriedOut) {
        if (!words.isEmpty() && isSpecial(words.first()))
            stop({});
        return 2;
    }

    QList<Local> locals;
    const bool areLocal = !words.isEmpty() && !isSpecial(words.first());
    assign(command, lines, areLocal ? &locals : nullptr);
    reportExpansions();
    const int status = m_hasStopped || words.isEmpty() ? 0 : execute(words);
    for (qsizetype i = locals.size() - 1; i >= 0; --i)
        m_variables.restore(locals[i].name, locals[i].before);
    return status;
}

QList<QByteArray> ShellReader::arguments(const ShellCommand &command)
{
    QList<QByteArray> result;
    for (const ShellWord &word : command.words) {
        const bool declares = !result.isEmpty()
            && (result.first() == "export" || result.first() == "readonly"
                || result.first() == "local");
        if (declares && isShellAssignment(word)) {
            const ShellExpander::Assignment assignment = m_expander.assignment(word);
            result.append(assignment.name + '=' + assignment.value);
        } else {
            result += m_expander.fields(word);
        }
        if (!m_expander.fault().isEmpty()) {
            reportExpansions();
            break;
        }
    }
    return result;
}

void ShellReader::reportExpansions()
{
    for (const QString &note : m_expander.notes())
        report(note);
    if (!m_expander.fault().isEmpty())
        stop(m_expander.fault());
}

bool ShellReader::follow(const ShellRedirect &redirect)
{
    const QByteArray target = m_expander.text(redirect.target);
    if (!m_expander.fault().isEmpty()) {
        reportExpansions();
        return false;
    }
    if (redirect.kind == ShellRedirect::Kind::Duplicate) {
        const bool isOpen = target == "-" || target == "0" || target == "1" || target == "2";
        if (target.size() != 1 || !(isOpen || isShellDigit(target.front())))
            stop(Words::tr("The shell stops here: ‘&’ after ‘<’ or ‘>’ asks for a number."));
        return isOpen;
    }
    report(Words::tr("An unquoted ‘<’ or ‘>’ makes the shell open a file here. It was not opened. "
                     "Put the value in quotes."));
    return redirect.kind != ShellRedirect::Kind::Read;
}

void ShellReader::assign(const ShellCommand &command, const QList<int> &lines, QList<Local> *locals)
{
    for (qsizetype i = 0; i < command.assignments.size(); ++i) {
        const auto [name, value] = m_expander.assignment(command.assignments[i]);
        if (!m_expander.fault().isEmpty())
            return;
        if (locals)
            locals->append({name, m_variables.snapshot(name)});
        if (!m_variables.set(name, value, lines[i])) {
            stop(Words::tr("The shell stops here: ‘%1’ is read-only.")
                     .arg(QString::fromLatin1(name)));
            return;
        }
    }
}

int ShellReader::execute(const QList<QByteArray> &arguments)
{
    const QByteArray &name = arguments.first();
    if (name == ":" || name == "true")
        return 0;
    if (name == "false")
        return 1;
    if (name == "export" || name == "readonly")
        return declare(arguments);
    if (name == "unset")
        return unset(arguments);
    if (name == "set")
        return setOptions(arguments);
    if (name == "return") {
        stop({});
        return 0;
    }
    if (name == "exit" || name == "exec" || name == "local") {
        stop(Words::tr("The shell ends here."));
        return 0;
    }
    report(Words::tr("The shell would run a command here. It was not run, and its line sets "
                     "nothing."));
    return notFound;
}

int ShellReader::declare(const QList<QByteArray> &arguments)
{
    qsizetype first = 1;
    if (first < arguments.size() && arguments[first] == "--")
        ++first;
    else if (first < arguments.size() && arguments[first].startsWith('-')
             && arguments[first].size() > 1) {
        // It would list them.
        if (arguments[first] != "-p")
            stop(Words::tr("The shell stops here: it does not know this option."));
        return 0;
    }
    for (const QByteArray &argument : arguments.sliced(first)) {
        const qsizetype equals = argument.indexOf('=');
        const QByteArray name = equals < 0 ? argument : argument.first(equals);
        if (name.isEmpty() || shellNameSize(name) != name.size()) {
            stop(Words::tr("The shell stops here: this is no name that it can export."));
            return 2;
        }
        if (equals >= 0 && !m_variables.set(name, argument.sliced(equals + 1), m_line)) {
            stop(Words::tr("The shell stops here: ‘%1’ is read-only.")
                     .arg(QString::fromLatin1(name)));
            return 2;
        }
        if (arguments.first() == "export")
            m_variables.exportName(name);
        else
            m_variables.makeReadOnly(name);
    }
    return 0;
}

int ShellReader::unset(const QList<QByteArray> &arguments)
{
    for (const QByteArray &name : arguments.sliced(1)) {
        if (name == "-v" || name == "--")
            continue;
        // There are no functions to forget.
        if (name == "-f")
            return 0;
        if (name.isEmpty() || shellNameSize(name) != name.size() || !m_variables.unset(name)) {
            stop(Words::tr("The shell stops here: this cannot be unset."));
            return 2;
        }
    }
    return 0;
}

int ShellReader::setOptions(const QList<QByteArray> &arguments)
{
    for (qsizetype i = 1; i < arguments.size() && !m_hasStopped; ++i) {
        const QByteArray &argument = arguments[i];
        const bool isOption = argument.size() > 1 && argument != "--"
            && (argument.front() == '-' || argument.front() == '+');
        if (!isOption) {
            report(Words::tr("‘set’ gives the shell arguments here, which are not followed."));
            return 0;
        }
        for (const char letter : argument.sliced(1)) {
            const bool isNamed = letter == 'o';
            // Without a name it would list the options.
            if (isNamed && i + 1 == arguments.size())
                continue;
            setOption(isNamed ? optionLetter(arguments[++i]) : letter, argument.front() == '-');
        }
    }
    return 0;
}

void ShellReader::setOption(char letter, bool isOn)
{
    // In the order of `$-`.
    constexpr QByteArrayView known("ubaCEVvxsmiIfenp-");
    if (!known.contains(letter)) {
        stop(Words::tr("The shell stops here: it does not know this option."));
        return;
    }
    if (letter == 'n' && isOn)
        stop(Words::tr("The shell runs nothing from here on."));
    QByteArray options;
    for (const char option : known) {
        const bool isSet = option == letter ? isOn : m_options.contains(option);
        if (isSet && option != '-')
            options += option;
    }
    m_options = options;
    m_variables.exportAll(options.contains('a'));
    m_expander.setOptions(options);
}

} // namespace

EnvReading readShellEnv(QByteArrayView text, const EnvVariables &process)
{
    if (!text.contains('\0'))
        return ShellReader(text, process).read();
    // It drops NUL bytes.
    const QByteArray withoutNul = text.toByteArray().replace('\0', QByteArrayView());
    return ShellReader(withoutNul, process).read();
}

} // namespace slipway
