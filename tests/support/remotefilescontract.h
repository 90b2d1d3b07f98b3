// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exec/remotefiles.h"
#include "exec/remotename.h"
#include "support/futureresult.h"

#include <QTest>

namespace slipway {

/// What every RemoteFiles must do. A test derives from it and says how to make one, and how things
/// get on the machine. Each test begins with an empty folder there.
class RemoteFilesContract : public QObject
{
    Q_OBJECT
protected:
    virtual RemoteFiles &files() = 0;
    virtual QByteArray folder() = 0;
    virtual void putFile(const QByteArray &path, const QByteArray &content, int mode) = 0;
    virtual void putFolder(const QByteArray &path) = 0;
    virtual void putLink(const QByteArray &path, const QByteArray &target) = 0;

    QByteArray place(const QByteArray &name) { return joinPath(folder(), name); }
    RemoteListing list(const QByteArray &path)
    {
        const auto listing = resultOf(files().list(path));
        if (!listing)
            QTest::qFail(qPrintable(listing.error().message), __FILE__, __LINE__);
        return listing.value_or(RemoteListing());
    }
    QList<QByteArray> namesIn(const QByteArray &path)
    {
        QList<QByteArray> names;
        for (const RemoteEntry &entry : list(path).entries)
            names.append(entry.name);
        std::ranges::sort(names);
        return names;
    }
    RemoteEntry entry(const QByteArray &name)
    {
        for (const RemoteEntry &entry : list(folder()).entries) {
            if (entry.name == name)
                return entry;
        }
        QTest::qFail("there is no such entry", __FILE__, __LINE__);
        return {};
    }
    template<typename T> static QString codeOf(const Result<T> &result)
    {
        return result ? QStringLiteral("success") : toString(result.error().code);
    }

private Q_SLOTS:
    void contractShouldTellWhatIsInAFolder()
    {
        putFile(place("a.txt"), "hello", 0640);
        putFolder(place("sub"));
        putLink(place("to-file"), "a.txt");
        putLink(place("to-folder"), "sub");
        putLink(place("to-nothing"), "none");

        const RemoteListing listing = list(folder());

        QCOMPARE(listing.entries.size(), 5);
        const RemoteEntry file = entry("a.txt");
        QCOMPARE(file.kind, RemoteKind::File);
        QCOMPARE(file.size, 5);
        QCOMPARE(file.mode, 0640);
        QVERIFY(file.modified.isValid());
        QVERIFY(file.isFile());
        QVERIFY(entry("sub").isFolder());
        QCOMPARE(entry("to-file").kind, RemoteKind::Link);
        QCOMPARE(entry("to-file").target, QByteArray("a.txt"));
        QVERIFY(entry("to-file").isFile());
        QVERIFY(entry("to-folder").isFolder());
        QVERIFY(!entry("to-nothing").isFile() && !entry("to-nothing").isFolder());
    }

    void contractShouldKeepOddNamesAsTheyAre()
    {
        const QList<QByteArray> names{"  two  ",           "-rf",      "a\nb",
                                      "semi;colon'\"$(x)", "\xff\xfe", "\xc3\xa4"};
        for (const QByteArray &name : names)
            putFile(place(name), "x", 0644);

        const QList<QByteArray> found = namesIn(folder());

        for (const QByteArray &name : names) {
            QVERIFY2(found.contains(name), name.constData());
            QCOMPARE(codeOf(resultOf(files().removeFile(place(name)))), QStringLiteral("success"));
        }
        QVERIFY(namesIn(folder()).isEmpty());
    }

    void contractShouldTellOneEntryWithoutFollowingLinks()
    {
        putFile(place("a.txt"), "hello", 0600);
        putLink(place("link"), "a.txt");

        const auto file = resultOf(files().stat(place("a.txt")));
        const auto link = resultOf(files().stat(place("link")));
        const auto none = resultOf(files().stat(place("none")));

        QVERIFY(file && link);
        QCOMPARE(file->name, QByteArray("a.txt"));
        QCOMPARE(file->size, 5);
        QCOMPARE(link->kind, RemoteKind::Link);
        QCOMPARE(codeOf(none), toString(ErrorCode::NotFound));
    }

    void contractShouldResolvePaths()
    {
        putFolder(place("sub"));
        putLink(place("link"), "sub");

        const auto home = resultOf(files().realPath({}));
        const auto through = resultOf(files().realPath(place("link")));

        QVERIFY(home && through);
        QVERIFY(home->startsWith('/'));
        QCOMPARE(entryName(*through), QByteArray("sub"));
    }

    void contractShouldMakeAFolderOnce()
    {
        const auto first = resultOf(files().makeFolder(place("new")));
        const auto again = resultOf(files().makeFolder(place("new")));
        const auto lost = resultOf(files().makeFolder(place("none/new")));

        QCOMPARE(codeOf(first), QStringLiteral("success"));
        QVERIFY(entry("new").isFolder());
        QCOMPARE(codeOf(again), toString(ErrorCode::Refused));
        QCOMPARE(codeOf(lost), toString(ErrorCode::NotFound));
    }

    void contractShouldOverwriteByRenamingOnlyWhenTold()
    {
        putFile(place("a"), "1", 0644);
        putFile(place("b"), "22", 0644);

        const auto kept = resultOf(files().rename(place("a"), place("b"), Existing::Keep));
        const qint64 untouched = entry("b").size;
        const auto replaced = resultOf(files().rename(place("a"), place("b"), Existing::Replace));
        const auto moved = resultOf(files().rename(place("b"), place("c"), Existing::Keep));
        const auto lost = resultOf(files().rename(place("none"), place("d"), Existing::Keep));

        QCOMPARE(codeOf(kept), toString(ErrorCode::Refused));
        QCOMPARE(untouched, 2);
        QCOMPARE(codeOf(replaced), QStringLiteral("success"));
        QCOMPARE(codeOf(moved), QStringLiteral("success"));
        QCOMPARE(namesIn(folder()), QList<QByteArray>{"c"});
        QCOMPARE(entry("c").size, 1);
        QCOMPARE(codeOf(lost), toString(ErrorCode::NotFound));
    }

    void contractShouldRemoveFilesAndEmptyFolders()
    {
        putFile(place("file"), "x", 0644);
        putFolder(place("empty"));
        putFile(place("full/file"), "x", 0644);

        QCOMPARE(codeOf(resultOf(files().removeFile(place("file")))), QStringLiteral("success"));
        QCOMPARE(codeOf(resultOf(files().removeFile(place("file")))),
                 toString(ErrorCode::NotFound));
        QCOMPARE(codeOf(resultOf(files().removeFolder(place("empty")))), QStringLiteral("success"));
        QCOMPARE(codeOf(resultOf(files().removeFolder(place("full")))),
                 toString(ErrorCode::Refused));

        QCOMPARE(namesIn(folder()), QList<QByteArray>{"full"});
    }

    void contractShouldRemoveATreeAndNothingThatItsLinksPointTo()
    {
        putFile(place("outside/precious"), "x", 0644);
        putFile(place("tree/a"), "12345", 0644);
        putFile(place("tree/deep/er/b"), "123", 0644);
        putLink(place("tree/way-out"), place("outside"));

        const auto measured = resultOf(files().measure(place("tree")));
        const auto removed = resultOf(files().removeTree(place("tree")));

        QCOMPARE(codeOf(measured), QStringLiteral("success"));
        QCOMPARE(*measured, (RemoteTree{3, 2, 8}));
        QCOMPARE(codeOf(removed), QStringLiteral("success"));
        QCOMPARE(*removed, *measured);
        QCOMPARE(namesIn(folder()), QList<QByteArray>{"outside"});
        QCOMPARE(namesIn(place("outside")), QList<QByteArray>{"precious"});
    }

    void contractShouldNotRemoveEverything()
    {
        QCOMPARE(codeOf(resultOf(files().removeTree("/"))), toString(ErrorCode::Refused));
        QCOMPARE(codeOf(resultOf(files().removeTree("/tmp/.."))), toString(ErrorCode::Refused));
    }

    void contractShouldNotTakeALinkForATree()
    {
        putFile(place("outside/precious"), "x", 0644);
        putLink(place("link"), place("outside"));

        const auto removed = resultOf(files().removeTree(place("link")));

        QCOMPARE(codeOf(removed), toString(ErrorCode::InvalidInput));
        QCOMPARE(namesIn(place("outside")), QList<QByteArray>{"precious"});
    }

    void contractShouldChangeModes()
    {
        putFile(place("tree/text"), "x", 0644);
        putFile(place("tree/program"), "x", 0755);
        putFolder(place("tree/sub"));

        QCOMPARE(codeOf(resultOf(files().setModeOfTree(place("tree"), 0750))),
                 QStringLiteral("success"));
        const QList<RemoteEntry> inside = list(place("tree")).entries;
        QCOMPARE(codeOf(resultOf(files().setMode(place("tree"), 0700))), QStringLiteral("success"));

        QCOMPARE(entry("tree").mode, 0700);
        QCOMPARE(inside.size(), 3);
        for (const RemoteEntry &entry : inside)
            QCOMPARE(entry.mode, entry.name == "text" ? 0640 : 0750);
    }

    void contractShouldSayWhatIsNotThere()
    {
        QCOMPARE(codeOf(resultOf(files().list(place("none")))), toString(ErrorCode::NotFound));
        putFile(place("file"), "x", 0644);
        QCOMPARE(codeOf(resultOf(files().list(place("file")))), toString(ErrorCode::InvalidInput));
        QCOMPARE(codeOf(resultOf(files().setMode(place("none"), 0644))),
                 toString(ErrorCode::NotFound));
    }

    void contractShouldGiveNoResultWhenCancelled()
    {
        putFolder(place("sub"));
        QFuture<Result<RemoteListing>> future = files().list(folder());

        future.cancel();

        QTRY_VERIFY_WITH_TIMEOUT(future.isFinished(), 20000);
        QCOMPARE(future.resultCount(), 0);
    }
};

} // namespace slipway
