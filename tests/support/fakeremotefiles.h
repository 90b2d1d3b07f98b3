// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exec/remotefiles.h"
#include "exec/remotename.h"

#include <QPromise>
#include <QTimer>
#include <QTimeZone>

#include <map>
#include <memory>

namespace slipway {

/// A file system in memory. Answers come by the event loop; they can be held back or made to fail.
class FakeRemoteFiles final : public RemoteFiles
{
public:
    struct Node
    {
        RemoteEntry entry;
        QByteArray content;
    };

    FakeRemoteFiles() { addFolder(home); }

    void addFolder(const QByteArray &path, int mode = 0755)
    {
        add(path, RemoteKind::Folder, mode, {});
    }
    void addFile(const QByteArray &path, const QByteArray &content = {}, int mode = 0644)
    {
        add(path, RemoteKind::File, mode, content);
        nodes[path].entry.size = content.size();
    }
    void addLink(const QByteArray &path, const QByteArray &target)
    {
        add(path, RemoteKind::Link, 0777, {});
        nodes[path].entry.target = target;
    }
    bool has(const QByteArray &path) const { return nodes.contains(absolute(path)); }
    /// Permissions; -1 where nothing is.
    int modeOf(const QByteArray &path) const
    {
        const auto node = nodes.find(follow(absolute(path)));
        return node == nodes.end() ? -1 : node->second.entry.mode & 07777;
    }
    QByteArray contentOf(const QByteArray &path) const
    {
        const auto node = nodes.find(follow(absolute(path)));
        return node == nodes.end() ? QByteArray() : node->second.content;
    }
    /// As somebody there would.
    void change(const QByteArray &path, const QByteArray &content)
    {
        Node &node = nodes[path];
        node.content = content;
        node.entry.size = content.size();
        node.entry.modified = node.entry.modified.addSecs(7);
    }
    /// Lets the answers out that isHolding kept.
    void release()
    {
        isHolding = false;
        for (auto &answer : std::exchange(m_held, {}))
            answer();
    }

    QFuture<Result<QByteArray>> realPath(const QByteArray &path) override
    {
        return answer<QByteArray>([this, path] { return follow(absolute(path)); });
    }
    QFuture<Result<RemoteListing>> list(const QByteArray &folder) override
    {
        ++listings;
        return answer<RemoteListing>([this, folder]() -> Result<RemoteListing> {
            const QByteArray path = follow(absolute(folder));
            const auto node = nodes.find(path);
            if (node == nodes.end())
                return missing(folder);
            if (node->second.entry.kind != RemoteKind::Folder)
                return failure(ErrorCode::InvalidInput, QStringLiteral("That is no folder."));
            RemoteListing listing;
            listing.path = path;
            listing.refused = refused;
            listing.isCut = isCut;
            for (const auto &[below, child] : nodes) {
                if (below == path || parentPath(below) != path)
                    continue;
                RemoteEntry entry = child.entry;
                const auto target = nodes.find(follow(below));
                if (entry.kind == RemoteKind::Link && target != nodes.end())
                    entry.targetKind = target->second.entry.kind;
                listing.entries.append(entry);
            }
            return listing;
        });
    }
    QFuture<Result<RemoteEntry>> stat(const QByteArray &path) override
    {
        return answer<RemoteEntry>([this, path]() -> Result<RemoteEntry> {
            const auto node = nodes.find(absolute(path));
            if (node == nodes.end())
                return missing(path);
            RemoteEntry entry = node->second.entry;
            entry.target.clear();
            return entry;
        });
    }
    QFuture<Result<void>> makeFolder(const QByteArray &path) override
    {
        return answer<void>([this, path]() -> Result<void> {
            if (has(path))
                return failure(ErrorCode::Refused, QStringLiteral("That is there already."));
            if (!has(parentPath(absolute(path))))
                return missing(path);
            addFolder(absolute(path));
            return {};
        });
    }
    QFuture<Result<void>> rename(const QByteArray &from, const QByteArray &to,
                                 Existing existing) override
    {
        return answer<void>([this, from, to, existing]() -> Result<void> {
            if (!has(from))
                return missing(from);
            if (has(to) && existing == Existing::Keep)
                return failure(ErrorCode::Refused, QStringLiteral("That is there already."));
            move(absolute(from), absolute(to));
            return {};
        });
    }
    QFuture<Result<void>> removeFile(const QByteArray &path) override
    {
        return answer<void>([this, path]() -> Result<void> {
            const auto node = nodes.find(absolute(path));
            if (node == nodes.end())
                return missing(path);
            if (node->second.entry.kind == RemoteKind::Folder)
                return failure(ErrorCode::Io, QStringLiteral("That is a folder."));
            nodes.erase(node);
            return {};
        });
    }
    QFuture<Result<void>> removeFolder(const QByteArray &path) override
    {
        return answer<void>([this, path]() -> Result<void> {
            const QByteArray folder = absolute(path);
            if (!has(folder))
                return missing(path);
            if (!below(folder).isEmpty())
                return failure(ErrorCode::Refused, QStringLiteral("That is not empty."));
            nodes.erase(folder);
            return {};
        });
    }
    QFuture<Result<RemoteTree>> removeTree(const QByteArray &path) override
    {
        return answer<RemoteTree>([this, path]() -> Result<RemoteTree> {
            if (cleanPath(path) == "/")
                return failure(ErrorCode::Refused, QStringLiteral("Not all of it."));
            const auto tree = treeOf(path);
            if (tree) {
                for (const QByteArray &inside : below(absolute(path)))
                    nodes.erase(inside);
                nodes.erase(absolute(path));
            }
            return tree;
        });
    }
    QFuture<Result<RemoteTree>> measure(const QByteArray &path) override
    {
        return answer<RemoteTree>([this, path] { return treeOf(path); });
    }
    QFuture<Result<void>> setMode(const QByteArray &path, int mode) override
    {
        return answer<void>([this, path, mode]() -> Result<void> {
            const auto node = nodes.find(follow(absolute(path)));
            if (node == nodes.end())
                return missing(path);
            node->second.entry.mode = mode & 07777;
            return {};
        });
    }
    QFuture<Result<RemoteTree>> setModeOfTree(const QByteArray &path, int mode) override
    {
        return answer<RemoteTree>([this, path, mode]() -> Result<RemoteTree> {
            const auto tree = treeOf(path);
            if (!tree)
                return tree;
            for (const QByteArray &inside : below(absolute(path))) {
                RemoteEntry &entry = nodes[inside].entry;
                if (entry.kind == RemoteKind::Folder)
                    entry.mode = mode;
                else if (entry.kind == RemoteKind::File)
                    entry.mode = entry.mode & 0111 ? mode : mode & ~0111;
            }
            nodes[absolute(path)].entry.mode = mode;
            return tree;
        });
    }

    const QByteArray home = "/home/deploy";
    std::map<QByteArray, Node> nodes;
    std::optional<Error> error; ///< what everything ends with
    bool isHolding = false;     ///< answers come with release()
    int listings = 0;
    int refused = 0; ///< of every listing
    bool isCut = false;

private:
    QByteArray absolute(const QByteArray &path) const
    {
        return cleanPath(path.startsWith('/') ? path : joinPath(home, path));
    }
    QByteArray follow(QByteArray path) const
    {
        for (int hops = 0; hops < 10; ++hops) {
            const auto node = nodes.find(path);
            if (node == nodes.end() || node->second.entry.kind != RemoteKind::Link)
                return path;
            const QByteArray &target = node->second.entry.target;
            path = cleanPath(target.startsWith('/') ? target : joinPath(parentPath(path), target));
        }
        return path;
    }
    void add(const QByteArray &path, RemoteKind kind, int mode, const QByteArray &content)
    {
        if (path != "/" && !nodes.contains(parentPath(path)))
            addFolder(parentPath(path));
        Node node;
        node.entry.name = entryName(path);
        node.entry.kind = kind;
        node.entry.mode = mode;
        node.entry.ownerId = 1000;
        node.entry.groupId = 1000;
        node.entry.owner = QStringLiteral("deploy");
        node.entry.group = QStringLiteral("deploy");
        node.entry.modified = QDateTime::fromSecsSinceEpoch(1'700'000'000, QTimeZone::UTC);
        node.content = content;
        nodes.insert_or_assign(path, node);
    }
    QList<QByteArray> below(const QByteArray &folder) const
    {
        QList<QByteArray> found;
        for (const auto &[path, node] : nodes) {
            if (path != folder && path.startsWith(folder == "/" ? folder : folder + '/'))
                found.append(path);
        }
        return found;
    }
    void move(const QByteArray &from, const QByteArray &to)
    {
        QList<QByteArray> moving = below(from);
        moving.append(from);
        for (const QByteArray &path : std::as_const(moving)) {
            Node node = nodes.extract(path).mapped();
            const QByteArray place = to + path.sliced(from.size());
            node.entry.name = entryName(place);
            nodes.insert_or_assign(place, node);
        }
    }
    Result<RemoteTree> treeOf(const QByteArray &path) const
    {
        const auto top = nodes.find(absolute(path));
        if (top == nodes.end())
            return missing(path);
        if (top->second.entry.kind != RemoteKind::Folder)
            return failure(ErrorCode::InvalidInput, QStringLiteral("That is no folder."));
        RemoteTree tree;
        for (const QByteArray &inside : below(absolute(path))) {
            const RemoteEntry &entry = nodes.at(inside).entry;
            if (entry.kind == RemoteKind::Folder) {
                ++tree.folders;
            } else {
                ++tree.files;
                tree.bytes += entry.kind == RemoteKind::File ? entry.size : 0;
            }
        }
        return tree;
    }
    static std::unexpected<Error> missing(const QByteArray &path)
    {
        return failure(ErrorCode::NotFound,
                       QStringLiteral("%1 is not there.").arg(displayName(path)));
    }
    template<typename T, typename Work> QFuture<Result<T>> answer(Work work)
    {
        const auto promise = std::make_shared<QPromise<Result<T>>>();
        promise->start();
        const auto end = [this, promise, work] {
            if (error)
                promise->addResult(Result<T>(std::unexpected(*error)));
            else
                promise->addResult(Result<T>(work()));
            promise->finish();
        };
        if (isHolding)
            m_held.emplace_back(end);
        else
            QTimer::singleShot(0, &m_context, end);
        return promise->future();
    }

    QObject m_context;
    std::vector<std::function<void()>> m_held;
};

} // namespace slipway
